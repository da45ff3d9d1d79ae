"""The simulated cloud's side of the API: what exists, what is refused, how long it takes.

Rules that hold for every type are here; rules of one service are in ``simcloud.services``; what a
provider does before it calls the API is in ``simcloud.planning``.
"""
