"""Instances are opened as the product opens them: Dagster's migrations are read once."""

from crm_infra.orchestration.sqlite_migrations import read_now, read_once

read_once()
read_now()
