"""The `sim` commands: how a person or a script handles simcloud from a terminal.

One file per group of commands; each asks ``process`` or the control API and prints what it was
told. No logic here, and nothing heavy at import: `sim env` runs before every Terraform.
"""
