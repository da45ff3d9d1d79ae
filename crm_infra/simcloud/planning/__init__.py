"""Quirks of real types at plan time, one small file per service.

``quirks_for(type)`` is the door. Add here what the *provider* does beyond its schema before it
calls any API, with a sentence of why; what the API itself refuses or computes is ``services``'.
"""

from crm_infra.simcloud.engine.quirks import NO_QUIRKS, Quirks


def quirks_for(_type: str) -> Quirks:
    """The quirks of a type; most have none."""
    return NO_QUIRKS
