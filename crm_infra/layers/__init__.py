"""What a layer is, and the one catalog of layers in their order.

Add a layer in ``catalog.py``. What stands in a layer is HCL in ``infrastructure/layers/<name>``;
how a layer becomes a Dagster asset is ``orchestration``'s business.
"""

from crm_infra.layers.catalog import CATALOG, Layer, layer_named, upstream_first

__all__ = ["CATALOG", "Layer", "layer_named", "upstream_first"]
