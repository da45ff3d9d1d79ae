"""Forms of Dagster's metadata that pages share: tables and pictures; ``words`` has plain text."""

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from crm_infra.orchestration.pictures.canvas import inline_image

Metadata = dict[str, dg.MetadataValue[Any]]
Row = dict[str, str]


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> dg.TableMetadataValue:
    """Rows as a table of the UI; the first row names the columns where none are given."""
    names = list(columns or (rows[0] if rows else ()))
    return dg.MetadataValue.table(
        records=[dg.TableRecord({name: row[name] for name in names}) for row in rows],
        schema=dg.TableSchema([dg.TableColumn(name) for name in names]),
    )


def picture(key: str, svg: str, title: str) -> Metadata:
    """A picture under its key; nothing where there is none."""
    return {key: dg.MetadataValue.md(inline_image(svg, title))} if svg else {}
