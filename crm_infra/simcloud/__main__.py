"""`python -m crm_infra.simcloud`: the door into simcloud for the platform and for people.

`crm-infra sim` hands its arguments over to here. The commands are in ``commands``.
"""

import gc

# What is imported stays; by default Python looks for garbage in it dozens of times during a start.
gc.set_threshold(50_000, 20, 50)

from crm_infra.simcloud.commands.group import main  # noqa: E402 - not before that

main()
