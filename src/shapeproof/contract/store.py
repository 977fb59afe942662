"""Pinned contracts on disk: where they lie, how they are read and written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from shapeproof.contract.document import SERVICE_FILE, dump, to_documents
from shapeproof.contract.lazy_mappings import LazyMapping
from shapeproof.contract.lifecycle_document import LIFECYCLE_FILE, lifecycle_document
from shapeproof.contract.model import Contract
from shapeproof.contract.overlay import OVERLAY_FILE, Overlay
from shapeproof.contract.reading import from_documents, open_documents
from shapeproof.exceptions import BrokenContract

OPENAPI_FILE = "openapi.json"
"""Lies beside a contract, made of it; it is not read back."""
MAX_FILE_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 200


def shipped_contracts() -> Path | None:
    """The folder of the contracts that come with shapeproof: in the wheel, or in the repository."""
    package = Path(__file__).parents[1]
    for folder in (package / "contracts", package.parents[1] / "contracts"):
        if folder.is_dir():
            return folder
    return None


def find_pinned(service: str, folder: Path) -> Path | None:
    """The newest pinned version of a service below a folder, None where there is none."""
    found = [path.parent for path in folder.glob(f"*/*/{SERVICE_FILE}")]
    versions = sorted(path for path in found if path.parent.name == service)
    if not versions and (folder / SERVICE_FILE).is_file():
        return folder if _service_of(folder) == service else None
    return versions[-1] if versions else None


def _service_of(folder: Path) -> Any:
    document = _read(folder / SERVICE_FILE)
    return document.get("service") if isinstance(document, dict) else None


def read_pinned(folder: Path, *, overlaid: bool = True) -> Contract:
    """Read a pinned contract, all of it, with its overlay applied unless that is not wanted.

    Raises BrokenContract, naming file and pointer, for whatever does not fit.
    """
    documents, overlay = _documents(folder)
    if not overlaid:
        return from_documents(str(folder), documents)
    return from_documents(str(folder), overlay.apply(documents), overlay.trust)


def open_pinned(folder: Path) -> Contract:
    """Open a pinned contract; the file of an operation is read when it is first asked for.

    Raises BrokenContract as ``read_pinned`` does, for operations not before they are asked for.
    """
    documents, overlay = _documents(folder)
    corrected = LazyMapping(documents, lambda name: overlay.corrected(name, documents[name]))
    return open_documents(str(folder), corrected, overlay.trust)


def overlaid(contract: Contract, path: Path) -> Contract:
    """A contract with an overlay that is meant for whichever version of its service is installed.

    A correction of what this version does not have changes nothing. Raises BrokenContract.
    """
    overlay = Overlay.of(str(path), _read(path))
    documents = to_documents(contract)
    corrected = LazyMapping(documents, lambda name: overlay.corrected(name, documents[name]))
    opened = open_documents(str(path), corrected, overlay.trust)
    return replace(opened, lifecycle=contract.lifecycle)


def _documents(folder: Path) -> tuple[Mapping[str, Any], Overlay]:
    names = sorted(path.name for path in folder.glob("*.json"))
    overlay = Overlay()
    if OVERLAY_FILE in names:
        path = folder / OVERLAY_FILE
        overlay = Overlay.of(str(path), _read(path))
    kept = (name for name in names if name not in (OVERLAY_FILE, OPENAPI_FILE))
    return LazyMapping(kept, lambda name: _read(folder / name)), overlay


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BrokenContract(str(path), "", f"larger than {MAX_FILE_BYTES:,} bytes")
        document = json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BrokenContract(str(path), "", f"not JSON ({where}: {error.msg})") from None
    except UnicodeDecodeError:
        raise BrokenContract(str(path), "", "not UTF-8 text") from None
    except ValueError as error:  # a number without end, NaN or Infinity
        raise BrokenContract(str(path), "", f"not JSON ({error})") from None
    except RecursionError:
        raise BrokenContract(str(path), "", "nested too deeply") from None
    except OSError as error:
        raise BrokenContract(str(path), "", error.strerror or "cannot be read") from None
    if _depth(document) > MAX_DEPTH:
        raise BrokenContract(str(path), "", f"nested more than {MAX_DEPTH} levels deep")
    return document


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _depth(value: Any) -> int:
    """How many lists and objects stand within one another; no more than one beyond the bound."""
    depth, level = 0, [value] if isinstance(value, dict | list) else []
    while level and depth <= MAX_DEPTH:
        depth += 1
        inner = [each.values() if isinstance(each, dict) else each for each in level]
        level = [x for each in inner for x in each if isinstance(x, dict | list)]
    return depth


def write_pinned(contract: Contract, folder: Path) -> Path:
    """Write a contract below ``folder`` as SERVICE/API-VERSION.

    Files of operations that the contract no longer has are removed. A lifecycle or an overlay that
    is there already may be hand-made, and is kept.
    """
    target = folder / contract.service / contract.api_version
    target.mkdir(parents=True, exist_ok=True)
    documents = to_documents(contract)
    if not (target / LIFECYCLE_FILE).exists():
        documents[LIFECYCLE_FILE] = lifecycle_document(contract.lifecycle)
    for name in _operations_in(target) - set(contract.operations):
        (target / f"{name}.json").unlink(missing_ok=True)
    for name, document in documents.items():
        write_document(target / name, document)
    return target


def write_document(path: Path, document: Any) -> None:
    """Write one JSON document of a contract, or one that lies beside it."""
    path.write_text(dump(document), encoding="utf-8")


def _operations_in(folder: Path) -> frozenset[str]:
    """The operations of what was pinned here before; none where that cannot be read."""
    try:
        return frozenset(open_pinned(folder).operations)
    except BrokenContract:
        return frozenset()
