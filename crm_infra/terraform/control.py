"""Asking simcloud about itself: its control API, for what Terraform does not tell.

Only the way there is here; what is asked, and what the answers mean, belongs to those who ask.
Nothing of the kind exists for Google Cloud.
"""

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

from crm_infra.errors import UnavailableError
from crm_infra.terraform.target import SimTarget

ANSWER_SECONDS = 10


def ask(target: SimTarget, path: str, **query: Any) -> Any:
    """One question to a running simcloud; the answer is what its JSON says.

    Raises:
        UnavailableError: It does not answer in time, or not in its own way.
    """
    control = target.endpoint()["control"]
    request = urllib.request.Request(  # noqa: S310 - simcloud's own loopback address
        f"{control['url']}{path}?{urlencode(query)}",
        headers={"Authorization": f"Bearer {control['token']}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
            return json.load(answer)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise UnavailableError(
            f"simcloud did not say its {path.rpartition('/')[2]}: {error}",
            hint="See its log with `crm-infra sim status`",
        ) from error
