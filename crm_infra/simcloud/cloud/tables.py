"""The store's tables, and how a row becomes a record.

Add a column here together with its field in ``records``; count ``VERSION`` up when a file written
before can no longer be read. Questions over the tables are in ``view``, changes in ``change``.
"""

import json
from collections.abc import Mapping
from typing import Any

from crm_infra.simcloud.cloud.records import Operation, Resource

COMPONENT = "store"
VERSION = 1

RESOURCE_COLUMNS = (
    "type, id, provider, project, location, name, attributes, hidden, stage, created, updated,"
    " ready, freed"
)
OPERATION_COLUMNS = (
    "number, kind, type, id, project, caller, begins, ends, began, ended, outcome, message"
)
INSERT_RESOURCE = "INSERT INTO resources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
UPDATE_RESOURCE = (
    "UPDATE resources SET provider = ?, project = ?, location = ?, name = ?, attributes = ?,"
    " hidden = ?, stage = ?, created = ?, updated = ?, ready = ?, freed = ?"
    " WHERE type = ? AND id = ?"
)
INSERT_OPERATION = (
    "INSERT INTO operations (kind, type, id, project, caller, begins, ends, began, ended, outcome,"
    " message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

CREATE = """
CREATE TABLE resources (
  type TEXT NOT NULL, id TEXT NOT NULL, provider TEXT NOT NULL, project TEXT NOT NULL,
  location TEXT NOT NULL, name TEXT NOT NULL, attributes TEXT NOT NULL, hidden TEXT NOT NULL,
  stage TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
  ready REAL NOT NULL, freed REAL NOT NULL,
  PRIMARY KEY (type, id)
);
CREATE INDEX resources_by_place ON resources (type, project, location, name);
CREATE INDEX resources_by_name ON resources (type, name);
CREATE INDEX resources_by_id ON resources (id);
CREATE INDEX resources_by_short_name ON resources (name);
CREATE INDEX resources_by_project ON resources (project);
CREATE TABLE refers (
  from_type TEXT NOT NULL, from_id TEXT NOT NULL, attribute TEXT NOT NULL,
  to_type TEXT NOT NULL, to_id TEXT NOT NULL,
  PRIMARY KEY (from_type, from_id, attribute, to_type, to_id)
) WITHOUT ROWID;
CREATE INDEX refers_by_target ON refers (to_type, to_id);
CREATE TABLE aliases (
  type TEXT NOT NULL, alias TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (type, alias)
) WITHOUT ROWID;
CREATE INDEX aliases_by_id ON aliases (type, id);
CREATE TABLE claims (
  scope TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
  type TEXT NOT NULL, id TEXT NOT NULL, label TEXT NOT NULL
);
CREATE INDEX claims_by_range ON claims (scope, first, last);
CREATE INDEX claims_by_holder ON claims (type, id);
CREATE TABLE operations (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, project TEXT NOT NULL,
  caller TEXT NOT NULL, begins REAL NOT NULL, ends REAL NOT NULL,
  began REAL NOT NULL, ended REAL, outcome TEXT NOT NULL, message TEXT NOT NULL
);
CREATE INDEX operations_by_resource ON operations (type, id, number);
CREATE INDEX operations_by_end ON operations (ends);
CREATE INDEX operations_by_outcome ON operations (outcome);
CREATE INDEX operations_running ON operations (number) WHERE outcome = 'running';
CREATE TABLE sequences (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID
"""


def resource_of(row: tuple[Any, ...]) -> Resource:
    """The resource in a row of ``RESOURCE_COLUMNS``."""
    columns = [*row]
    columns[6:8] = json.loads(row[6]), json.loads(row[7])
    return Resource(*columns)


def row_of(resource: Resource) -> tuple[Any, ...]:
    """The row of ``RESOURCE_COLUMNS`` for a resource."""
    return (
        resource.type,
        resource.id,
        resource.provider,
        resource.project,
        resource.location,
        resource.name,
        text_of(resource.values),
        text_of(resource.hidden),
        resource.stage,
        resource.created,
        resource.updated,
        resource.ready,
        resource.freed,
    )


def row_of_operation(operation: Operation) -> tuple[Any, ...]:
    """The row of ``INSERT_OPERATION`` for an operation; its number comes from the table."""
    return (
        operation.kind,
        operation.type,
        operation.id,
        operation.project,
        operation.caller,
        operation.begins,
        operation.ends,
        operation.began,
        operation.ended,
        operation.outcome,
        operation.message,
    )


def operation_of(row: tuple[Any, ...]) -> Operation:
    """The operation in a row of ``OPERATION_COLUMNS``."""
    return Operation(*row)


def text_of(values: Mapping[str, Any]) -> str:
    """Values as JSON; refuses what JSON cannot hold, above all the marker for unknown values."""
    return json.dumps(dict(values), ensure_ascii=False, separators=(",", ":"))
