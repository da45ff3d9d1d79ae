"""The layer ``foundation`` as an asset. Its resources are HCL in ``infrastructure/layers/foundation``."""

from crm_infra.layers import layer_named
from crm_infra.orchestration.layer_assets import layer_asset

foundation = layer_asset(layer_named("foundation"))
