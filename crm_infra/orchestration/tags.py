"""Tags that our runs carry; imports nothing, for those who ask the webserver without Dagster."""

ATTACHED_TAG = "crm/terminal"
"""A person watches this run in a terminal, which must keep its output."""
PROCESS_TAG = ".dagster/crm-process"
"""The process that works for the run. Dagster shows no tag that begins like this."""
