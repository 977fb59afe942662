"""By which names requests call the services of the installed botocore: hosts, signatures, targets.

Only the metadata of each model is read, which stands at the beginning of its file.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import botocore

from shapeproof.compile.source import SERVICE, available_services

_DATA = Path(botocore.__file__).parent / "data"
_HEAD = 16_384
_KEY = '"metadata"'


@dataclass(frozen=True)
class ServiceNames:
    """What the metadata of a service's model says of its names (botocore's service-2 documents).

    ``prefix`` begins the host, ``signing`` stands in the scope of signatures, ``target`` before the
    operation in ``X-Amz-Target`` and in the paths of Smithy's RPC protocols; ``version`` is the
    parameter ``Version`` of the query protocols. ``scheme`` is how requests were signed at first
    (``signatureVersion``).
    """

    service: str
    prefix: str
    signing: str
    target: str
    version: str
    scheme: str = ""


@cache
def service_names() -> tuple[ServiceNames, ...]:
    """The names of all services, sorted by service."""
    return tuple(found for each in available_services() for found in _names(each))


def names_in(service: str, metadata: dict[str, Any]) -> ServiceNames:
    """The names that the metadata of a model state."""
    prefix = str(metadata.get("endpointPrefix") or service)
    return ServiceNames(
        service=service,
        prefix=prefix,
        signing=str(metadata.get("signingName") or prefix),
        target=str(metadata.get("targetPrefix") or ""),
        version=str(metadata.get("apiVersion") or ""),
        scheme=str(metadata.get("signatureVersion") or ""),
    )


def _names(service: str) -> Iterator[ServiceNames]:
    for version in sorted((_DATA / service).glob("*"), reverse=True):
        for suffix in (".json.gz", ".json"):
            metadata = _metadata(version / f"{SERVICE}{suffix}")
            if metadata is not None:
                yield names_in(service, metadata)
                return


def _metadata(path: Path) -> dict[str, Any] | None:
    """The metadata of a model; None where the file has none at its beginning."""
    if not path.is_file():
        return None
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            text = file.read(_HEAD).decode("utf-8", "ignore")
        start = text.index("{", text.index(_KEY))
        found = json.JSONDecoder().raw_decode(text, start)[0]
    except (OSError, EOFError, ValueError, zlib.error):
        return None
    return found if isinstance(found, dict) else None
