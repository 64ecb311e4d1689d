"""Describe the tables of the shipped war for other tools: `uv run python verification/datapackage.py`.

Writes datapackage.json (Frictionless Data Package, version 1) beside war.toml from the definitions of the columns, so
that pandas, R or a table editor know the types, units, closed lists and keys. A test holds it to them.
"""

from __future__ import annotations

import json
from typing import Any

import gunboat as gb
from gunboat.record.tables import RECORD_TABLES, Column, Table
from gunboat.scenario.read import SHIPPED
from gunboat.scenario.schema import CSV_TABLES, FOLLOW, YARDSTICK

WAR = SHIPPED / "second-opium-war"
PATH = WAR / "datapackage.json"
TYPES = {"integer": "integer", "number": "number", "date": "date", "clock": "time"}


def described() -> dict[str, Any]:
    """The description of the war's tables."""
    war = gb.load("second-opium-war")
    return {
        "profile": "tabular-data-package",
        "name": war.id,
        "title": war.title,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": [
            *(_resource(table, f"{table.name}.csv") for table in CSV_TABLES),
            *(_resource(table, f"record/{table.name}.csv") for table in (*RECORD_TABLES, FOLLOW, YARDSTICK)),
        ],
    }


def _resource(table: Table, path: str) -> dict[str, Any]:
    """One table. Columns are listed as the file has them: optional ones may be left out of it."""
    header = (WAR / path).read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    schema: dict[str, Any] = {"fields": [_field(table.column(name)) for name in header], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = table.key
    return {
        "name": table.name, "path": path, "profile": "tabular-data-resource", "description": table.meaning,
        "encoding": "utf-8", "format": "csv", "schema": schema,
    }  # fmt: skip


def _field(column: Column) -> dict[str, Any]:
    limits = {"required": column.required or None, "enum": list(column.choices) or None, "minimum": column.low,
              "maximum": column.high}  # fmt: skip
    many = " (ids, separated by spaces)" if column.holds == "refs" else ""
    described = {
        "name": column.name, "type": TYPES.get(column.holds, "string"), "description": f"{column.meaning}{many}",
        "format": {"url": "uri", "clock": "%H:%M"}.get(column.holds), "unit": column.unit or None,
        "constraints": {key: value for key, value in limits.items() if value is not None} or None,
    }  # fmt: skip
    return {key: value for key, value in described.items() if value is not None}


def text() -> str:
    """The description as it is written."""
    return json.dumps(described(), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the description."""
    PATH.write_text(text(), encoding="utf-8")
    print(f"{PATH.name}: {len(described()['resources'])} tables")


if __name__ == "__main__":
    main()
