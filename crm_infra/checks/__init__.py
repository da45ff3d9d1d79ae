"""Checks of what stands: rules over resources as the cloud has them, and drift.

``catalog`` lists the checks; their rules are in the file of their layer, in ``backups``, in
``budget`` and in ``survival`` (what a lost region leaves). ``pools`` and ``members`` read clusters
and databases, ``cloud_says`` and ``cloud_log`` ask the cloud what no state holds. ``drift``
compares what stands with the state, ``looking`` runs everything for an environment without blocking
anybody. Add a rule in the file of its layer and list it in the catalog. What a *plan* may do is
policy and belongs elsewhere; how a result looks in Dagster is ``orchestration``'s.
"""
