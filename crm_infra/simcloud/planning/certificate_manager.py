"""Certificate Manager: the default scope is what no scope means."""

from crm_infra.simcloud.engine.quirks import Quirks

QUIRKS = {"google_certificate_manager_certificate": Quirks(silent={"scope": "DEFAULT"})}
