"""The layer ``cluster`` as an asset; its resources are in ``infrastructure/layers``."""

from crm_infra.layers import layer_named
from crm_infra.orchestration.layer_assets import layer_asset

cluster = layer_asset(layer_named("cluster"), kinds=("terraform", "googlecloud", "kubernetes"))
