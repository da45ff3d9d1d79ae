"""The one error of simcloud's process: it could not start, answer or end.

Messages say what was seen, the rule that it broke and the way out, on one line; what a log said
may follow on further lines. Refusals of the simulated cloud itself are ``cloud.calls.Refusal``.
"""


class SimcloudError(Exception):
    """simcloud could not do what its commands asked of it."""
