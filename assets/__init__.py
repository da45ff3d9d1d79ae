"""One file per layer: its asset, and the checks that only this layer needs.

Declarations only: no loops over I/O, no environment reads, no subprocess at import. The factory
that they share is ``crm_infra.orchestration.layer_assets``.
"""

from assets.cluster import cluster
from assets.databases import databases
from assets.foundation import foundation
from assets.network import network
from assets.reports import environment_report

LAYERS = [foundation, network, cluster, databases]
REPORTS = [environment_report]
