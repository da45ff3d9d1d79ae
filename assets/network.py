"""The layer ``network`` as an asset. Its resources are HCL in ``infrastructure/layers/network``."""

from crm_infra.layers import layer_named
from crm_infra.orchestration.layer_assets import layer_asset

network = layer_asset(layer_named("network"))
