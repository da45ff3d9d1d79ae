"""A target with a state bucket and no provider: enough for modules of ``terraform_data``."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm_infra.state.store import StorageAccess


@dataclass(frozen=True)
class BucketOnlyTarget:
    """Simulated storage at an address; resources are Terraform's own."""

    url: str
    token: str = "bucket-only-token"
    name: str = "sim"
    simulated: bool = True

    def child_environment(self) -> dict[str, str]:
        return {
            "GOOGLE_OAUTH_ACCESS_TOKEN": self.token,
            "GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT": f"{self.url}/storage/v1/",
        }

    def storage(self, project: str) -> StorageAccess:
        return StorageAccess(project, self.url, self.token)

    def answers(self, child: Mapping[str, str]) -> bool:
        return True
