"""Cloud Run: services and jobs.

``filled`` is what the API fills in; what it refuses lies with what it is about: ``settings``,
``containers``, ``secrets``, ``network``.
"""

from crm_infra.simcloud.services.run import containers, filled, network, secrets, settings

__all__ = ["containers", "filled", "network", "secrets", "settings"]
