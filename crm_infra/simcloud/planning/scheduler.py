"""Cloud Scheduler: who a call is made as, its headers, and what the API fills in for both."""

import re
from collections.abc import Iterable
from typing import Any, Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.engine.shapes import is_map, only
from crm_infra.simcloud.values import Values

_TARGETS: Final = ("app_engine_http_target", "http_target")
_TAKEN: Final = re.compile(r"(X-Google-|X-AppEngine-).*")
_EVERYTHING: Final = "https://www.googleapis.com/auth/cloud-platform"


def _headers(config: Values) -> Iterable[Fault]:
    """Headers that Cloud Scheduler sets itself."""
    for target in _TARGETS:
        headers = only(config.get(target)).get("headers")
        taken = _taken(list(headers)) if is_map(headers) else None
        if taken is not None:
            words = f"Cannot set the {taken} header on {target}.0.headers"
            yield Fault(words, path=(target, 0, "headers"))


def _taken(names: list[str]) -> str | None:
    if "Content-Length" in names:
        return "Content-Length"
    return next((name for name in names if _TAKEN.search(name)), None)


def _one_identity(draft: Draft) -> Iterable[Fault]:
    """A call is made with one kind of token."""
    target = only(draft.config.get("http_target"))
    if target.get("oauth_token") and target.get("oidc_token"):
        yield Fault(
            "Error in http_target: only one of oauth_token or oidc_token can be specified, but "
            "not both."
        )


def _same_address(old: Any, new: Any) -> bool:
    """A slash at the end says nothing."""
    return isinstance(new, str) and str(old).removesuffix("/") == new.removesuffix("/")


def _same_scope(old: Any, new: Any) -> bool:
    """Left out, it is the scope of everything."""
    return not new and old == _EVERYTHING


def _same_audience(draft: Draft, old: Any, new: Any) -> bool:
    """Left out, it is the address that is called."""
    return not new and old == only(draft.config.get("http_target")).get("uri")


QUIRKS = {
    "google_cloud_scheduler_job": Quirks(
        check=_headers,
        adjust=_one_identity,
        equal={
            "http_target.uri": _same_address,
            "http_target.oauth_token.scope": _same_scope,
        },
        silent={"attempt_deadline": "180s"},
        suppressed={"http_target.oidc_token.audience": _same_audience},
    ),
}
