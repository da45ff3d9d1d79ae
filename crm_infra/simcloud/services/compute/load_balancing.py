"""Load balancers: backends, health checks, URL maps, proxies, forwarding rules, certificates."""

from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.call import Call, field_error
from crm_infra.simcloud.services.registry import completes, rule
from crm_infra.simcloud.values import Values

BACKEND: Final = "google_compute_backend_service"
HEALTH: Final = "google_compute_health_check"
URL_MAP: Final = "google_compute_url_map"
_TYPES: Final = {
    "tcp_health_check": "TCP",
    "ssl_health_check": "SSL",
    "http_health_check": "HTTP",
    "https_health_check": "HTTPS",
    "http2_health_check": "HTTP2",
    "grpc_health_check": "GRPC",
    "grpc_tls_health_check": "GRPC_WITH_TLS",
}


@completes(BACKEND)
def backend(call: Call) -> Values:
    """What the API fills in for a backend service."""
    return {
        "fingerprint": identity.fingerprint(BACKEND, call.id, repr(call.get("backend"))),
        "generated_id": int(identity.number(BACKEND, call.id, digits=15)),
        "port_name": "http",
        "protocol": "HTTP",
        "session_affinity": "NONE",
        "timeout_sec": 30,
        "cdn_policy": [],
        "log_config": [],
        "iap": [],
    }


@completes(URL_MAP)
def url_map(call: Call) -> Values:
    """What the API fills in for a URL map."""
    shape = repr([call.get("default_service"), call.get("host_rule"), call.get("path_matcher")])
    return {
        "fingerprint": identity.fingerprint(URL_MAP, call.id, shape),
        "map_id": int(identity.number(URL_MAP, call.id, digits=15)),
    }


@completes(HEALTH)
def health(call: Call) -> Values:
    """What the API fills in for a health check."""
    kind = next((name for key, name in _TYPES.items() if call.blocks(key)), "TCP")
    return {"type": kind, "log_config": []}


@rule("compute", HEALTH, says="A health check gives up before it asks again")
def timeout(call: Call) -> str | None:
    """Refuse a timeout that is longer than the interval."""
    wait, every = call.get("timeout_sec", 5), call.get("check_interval_sec", 5)
    if wait > every:
        why = "Timeout must be less than or equal to the check interval."
        return field_error("timeoutSec", int(wait), why)
    return None


@rule("compute", BACKEND, says="Balancing is logged at a rate between 0 and 1")
def sample_rate(call: Call) -> str | None:
    """Refuse a sampling rate out of bounds."""
    given = call.get("log_config.sample_rate")
    if given is not None and not 0 <= given <= 1:
        shown = float(given)
        return field_error("logConfig.sampleRate", shown, "Must be between 0.0 and 1.0.")
    return None
