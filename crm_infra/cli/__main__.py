"""``python -m crm_infra.cli``: the same command where the script is not on PATH."""

from crm_infra.cli.root import main

main()
