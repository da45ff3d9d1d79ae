"""Benchmarks: how fast the platform is, as ratios measured side by side in one run.

``python -m benchmarks`` (``make bench``) runs them all and rewrites the table in ``README.md``. One
file per question; each compares two things in turn, A B A B, so that a machine whose speed drifts
does not decide. They are never tests: nothing fails because a machine is slow.
"""
