"""State: where it lives, who holds its lock, which version is the right one, how to get one back.

One module per question (``store``: where, ``document``: what, ``guard``: is it the right one,
``lock`` and ``holder``: who has it, ``versions``: the way back, ``outputs``: what the layers below
read). Add here what must be known about a state without running Terraform. Running Terraform, and
everything that needs its plans and events, belongs to ``crm_infra.terraform``.
"""
