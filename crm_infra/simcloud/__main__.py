"""`python -m crm_infra.simcloud`: the door into simcloud for the platform and for people.

`crm-infra sim` hands its arguments over to here. The commands are in ``commands``.
"""

from crm_infra.simcloud.commands.group import main

main()
