"""The layer ``databases`` as an asset; its resources are in ``infrastructure/layers``."""

from crm_infra.layers import layer_named
from crm_infra.orchestration.layer_assets import layer_asset

databases = layer_asset(layer_named("databases"), kinds=("terraform", "mongodb", "redis"))
