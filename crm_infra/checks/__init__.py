"""Checks of what stands: rules over resources as the cloud has them, and drift.

``catalog`` lists the checks, ``network`` and ``foundation`` hold their rules, ``drift`` compares
what stands with the state, ``looking`` runs both for an environment without blocking anybody, and
``cloud_log`` asks the cloud who changed something and how long it took. Add a rule in the file of
its layer and list it in the catalog. What a *plan* may do is policy and belongs elsewhere; how a
result looks in Dagster is ``orchestration``'s.
"""
