"""What a layer's page shows after an apply: one file per layer, and what every page has.

``layer`` puts a page together, ``diff`` and ``durations`` are on each, ``forms`` is how a table or
a picture becomes Dagster's. Add a layer's own part as a file and list it in ``layer``.
"""
