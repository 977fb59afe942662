"""Print the API's member names of a service, for clients whose language has other names.

``member_names.py SERVICE [CONTRACT]`` prints one JSON object, the members of each structure of the
contract, which is found as by ``shapeproof client --contract``:
``{"BrokerSummary": ["BrokerArn", "BrokerId"], "ListBrokersInput": ["MaxResults"]}``. The input and
output of an operation have their own entries, named as in the SDKs. With it a driver answers with
the API's names where its client says ``broker_arn``, or capitalises every name.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import shapeproof


def structures(schema: Any) -> Iterator[tuple[str, list[str]]]:
    """Each structure in a schema: its name and its members."""
    if isinstance(schema, Mapping):
        if "x-shape" in schema and isinstance(schema.get("properties"), Mapping):
            yield schema["x-shape"], list(schema["properties"])
        for part in schema.values():
            yield from structures(part)
    elif isinstance(schema, list | tuple):
        for part in schema:
            yield from structures(part)


def names_of(service: str, path: Path | None = None) -> dict[str, list[str]]:
    """The members of every structure of a service."""
    contract = shapeproof.load_contract(service, path)
    names: dict[str, list[str]] = {}
    for operation in contract.operations.values():
        for name, schema in (("Input", operation.request), ("Output", operation.response)):
            names[operation.name + name] = list(schema.get("properties", {}))
            names.update(structures(schema))
    for error in contract.errors.values():
        names.update(structures(error.schema))
        names[error.name] = list(error.schema.get("properties", {}))
    return names


if __name__ == "__main__":
    print(json.dumps(names_of(sys.argv[1], *map(Path, sys.argv[2:]))))
