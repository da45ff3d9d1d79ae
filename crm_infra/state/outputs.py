"""A layer's outputs, stored beside its state: what the layers below are given.

They name the state that they come from (lineage, serial, digest), so that outputs of an older state
are noticed. A secret is never an output. Add here what is checked when outputs are handed on; which
attributes a layer wants is read from its HCL by ``crm_infra.terraform.declarations``.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from crm_infra.errors import StateError, UpstreamError
from crm_infra.state.address import StateAddress
from crm_infra.state.document import StateDocument
from crm_infra.state.store import StateStore


@dataclass(frozen=True, slots=True)
class StoredOutputs:
    """Outputs, and the state that they come from."""

    values: dict[str, Any]
    lineage: str
    serial: int
    digest: str

    def come_from(self, document: StateDocument) -> bool:
        """Whether they are that state's outputs."""
        return (self.lineage, self.serial, self.digest) == (
            document.lineage,
            document.serial,
            document.digest,
        )


def outputs_of(document: StateDocument, address: StateAddress) -> StoredOutputs:
    """The outputs in a state.

    Raises:
        StateError: One of them is sensitive.
    """
    secret = sorted(name for name, one in document.outputs.items() if one.get("sensitive"))
    if secret:
        raise StateError(
            f"{address} has sensitive outputs: {', '.join(secret)}; outputs are read by other"
            " layers and never secret",
            hint="Output a reference to the secret in Secret Manager instead",
        )
    values = {name: one.get("value") for name, one in document.outputs.items()}
    return StoredOutputs(values, document.lineage, document.serial, document.digest)


def read_outputs(store: StateStore, address: StateAddress) -> StoredOutputs | None:
    """The stored outputs, or None when there are none or they cannot be read."""
    blob = store.read(address.outputs)
    if blob is None:
        return None
    try:
        fields = json.loads(blob.content)
        return StoredOutputs(
            values=cast("dict[str, Any]", fields["outputs"]),
            lineage=str(fields["lineage"]),
            serial=int(fields["serial"]),
            digest=str(fields["digest"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def store_outputs(
    store: StateStore, address: StateAddress, document: StateDocument
) -> StoredOutputs:
    """Store the outputs of a state, unless they are stored already."""
    outputs = outputs_of(document, address)
    if read_outputs(store, address) != outputs:
        fields = {
            "outputs": outputs.values,
            "lineage": outputs.lineage,
            "serial": outputs.serial,
            "digest": outputs.digest,
        }
        store.write(address.outputs, json.dumps(fields, sort_keys=True, indent=2).encode())
    return outputs


def upstream_outputs(
    store: StateStore,
    address: StateAddress,
    document: StateDocument | None,
    required: Iterable[str],
    reader: str,
) -> dict[str, Any]:
    """The outputs of a layer, fit to be handed to ``reader``, such as ``layer cluster``.

    Raises:
        UpstreamError: The layer has not been applied, its outputs are those of another state, or a
            required key is missing. Nothing has been started.
    """
    apply_it = f"Apply it: crm-infra provision {address.environment} --layer {address.layer}"
    stored = read_outputs(store, address)
    if document is None or (stored is None and not document.managed):
        raise UpstreamError(f"{reader} needs {address}, which has not been applied", hint=apply_it)
    if stored is None or not stored.come_from(document):
        seen = "missing" if stored is None else f"of serial {stored.serial}"
        raise UpstreamError(
            f"{reader} needs the outputs of {address}, and those are {seen} while its state"
            f" is at serial {document.serial}",
            hint=apply_it,
        )
    missing = sorted(key for key in required if key not in stored.values)
    if missing:
        raise UpstreamError(
            f"{reader} needs {', '.join(missing)} of {address}, which has not given it",
            hint=apply_it,
        )
    return stored.values
