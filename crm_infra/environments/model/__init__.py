"""What an environment is: frozen, typed models of one file, and what follows from them.

Add a key here when a layer needs a fact that differs between environments or that people decide.
Rules that look at two keys or two files live in ``rules`` and ``across``, a single value's form in
``scalars``. Models are built only from files without faults, by ``loading``.
"""

from crm_infra.environments.model.environment import Environment

__all__ = ["Environment"]
