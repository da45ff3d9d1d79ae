"""The gateway to Terraform: one layer of one environment is planned and applied through here.

``gateway`` is what the rest of the platform calls; ``target`` says where the providers act. Add
here what must be known to run Terraform and to read what it says. What a state is and whether it
is the right one belongs to ``crm_infra.state``; whether a plan may be applied to ``changes``.
"""
