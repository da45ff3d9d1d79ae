"""Ephemeral resources: given for one run, kept by nobody. None of it opens anything anywhere."""

import base64
import json
import secrets
from typing import Any

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.services.call import Query
from crm_infra.simcloud.services.data import told, version_of
from crm_infra.simcloud.services.reference_data import client_config
from crm_infra.simcloud.services.registry import opens
from crm_infra.simcloud.values import Values


@opens("google_client_config")
def config(query: Query) -> Values:
    """How the provider is configured, with a token for this run."""
    return {**client_config(query), "access_token": _token()}


@opens("google_service_account_access_token")
def access_token(query: Query) -> Values:
    """A token of a service account that exists."""
    _account(query)
    return {"access_token": _token(), "lifetime": query.text("lifetime") or "3600s"}


@opens("google_service_account_id_token")
def id_token(query: Query) -> Values:
    """An identity token, unsigned in all but form."""
    account = _account(query) if query.text("target_service_account") else "simcloud@example.com"
    claims = {"aud": query.text("target_audience"), "sub": account, "iss": "simcloud"}
    return {"id_token": _jwt(claims)}


@opens("google_service_account_jwt")
def jwt(query: Query) -> Values:
    """A token with the payload asked for, unsigned in all but form."""
    _account(query)
    try:
        claims = json.loads(query.text("payload"))
    except ValueError as error:
        raise Refusal(f"Invalid JWT payload: {error}", 400, "badRequest") from error
    return {"jwt": _jwt(claims)}


@opens("google_secret_manager_secret_version")
def secret_version(query: Query) -> Values:
    """A version with something in place of its payload, which simcloud never keeps.

    What takes the value on is write-only, so that nothing could tell the one from the other.
    """
    found = version_of(query)
    place = f"simcloud-stands-in-{identity.hexadecimal(found.id)}"
    return {**told(found), **query.config, "project": found.project, "secret_data": place}


@opens("google_service_account_key")
def key(query: Query) -> Values:
    """Simcloud makes no keys: they would open nothing, and no layer may use them."""
    raise Refusal(
        "Key creation is not allowed on this service account"
        f" ({query.text('service_account_id')}).",
        400,
        "failedPrecondition",
    )


def _account(query: Query) -> str:
    email = query.text("target_service_account")
    if query.find(email, "google_service_account") or query.world.agent_exists(email):
        return email
    raise Refusal(f"Gaia id not found for email {email}", 404, "notFound")


def _token() -> str:
    return "simcloud." + secrets.token_urlsafe(32)


def _jwt(claims: Any) -> str:
    head = {"alg": "none", "typ": "JWT"}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in (head, claims)]
    encoded = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, secrets.token_urlsafe(16)])
