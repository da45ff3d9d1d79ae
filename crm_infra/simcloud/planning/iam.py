"""Service accounts: the provider works out the address of an account before it exists."""

from collections.abc import Iterable

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks


def _address(draft: Draft) -> Iterable[Fault]:
    """``email`` and ``member`` follow from the account's name and project."""
    account, project = draft.values.get("account_id"), draft.values.get("project")
    renewed = draft.fresh or draft.replace
    if renewed and isinstance(account, str) and isinstance(project, str):
        email = f"{account}@{project}.iam.gserviceaccount.com"
        draft.values |= {"email": email, "member": f"serviceAccount:{email}"}
    return ()


QUIRKS = {"google_service_account": Quirks(adjust=_address)}
