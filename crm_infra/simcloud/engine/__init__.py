"""The generic engine: what a schema alone says about validating, planning and settling values.

Pure functions over plain values: no I/O, no clock, no cloud. ``legacy`` and ``strict`` are the two
families of providers; ``plan`` adds what every Google type does. What one type does differently is
``planning``'s business; what only the API refuses is ``services``'.
"""
