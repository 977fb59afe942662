"""Pinned contracts on disk: found, read and written."""

from __future__ import annotations

import os
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
from shapeproof.contract.user_document import read_json
from shapeproof.exceptions import BrokenContract, UnfitDocument

OPENAPI_FILE = "openapi.json"
"""Lies in the folder of a contract and is made from it; it is not read back."""
MAX_FILE_BYTES = 32 * 1024 * 1024


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
    """Read a pinned contract, all of it, with its overlay applied if ``overlaid``.

    Raises BrokenContract, naming file and pointer, for anything invalid.
    """
    contract = from_documents(str(folder), _documents(folder))
    overlay = _overlay_in(folder) if overlaid else None
    return contract if overlay is None else overlay.apply_all(contract)


def open_pinned(folder: Path) -> Contract:
    """Open a pinned contract; the file of an operation is read when it is first needed.

    Raises BrokenContract as ``read_pinned`` does, for operations when they are read.
    """
    contract = open_documents(str(folder), _documents(folder))
    overlay = _overlay_in(folder)
    return contract if overlay is None else overlay.apply(contract)


def overlaid(contract: Contract, path: Path, *, is_own: bool = False) -> Contract:
    """A contract with an overlay for any version of its service.

    A correction of what this version does not have changes nothing; in a user's own overlay, what
    is only misspelt is an error. Raises BrokenContract.
    """
    overlay = Overlay.of(str(path), _read(path))
    if is_own:
        overlay.check_places(contract)
    return overlay.apply(contract)


def overlaid_loosely(contract: Contract, path: Path) -> Contract:
    """A contract of another version than an overlay was written for.

    What it lacks is not corrected; ``notes`` says so. Raises BrokenContract for a bad overlay.
    """
    overlay = Overlay.of(str(path), _read(path))
    try:
        corrected, left_out = overlay.apply_loosely(contract)
    except BrokenContract as problem:
        note = f"{path}: it does not fit this version and is left out ({problem.reason})"
        return replace(contract, notes=(*contract.notes, note))
    notes = tuple(
        f"{path}: {each.target} is not in this version; its correction is left out"
        for each in left_out
    )
    return replace(corrected, notes=(*contract.notes, *notes))


def as_shipped(contract: Contract) -> Contract:
    """A contract of the installed model with the corrections that come with shapeproof."""
    folder = shipped_contracts()
    path = None if folder is None else folder / contract.service / OVERLAY_FILE
    return contract if path is None or not os.path.lexists(path) else overlaid(contract, path)


def _overlay_in(folder: Path) -> Overlay | None:
    path = folder / OVERLAY_FILE
    return Overlay.of(str(path), _read(path)) if os.path.lexists(path) else None


def _documents(folder: Path) -> Mapping[str, Any]:
    names = sorted(path.name for path in folder.glob("*.json"))
    kept = (name for name in names if name not in (OVERLAY_FILE, OPENAPI_FILE))
    return LazyMapping(kept, lambda name: _read(folder / name))


def _read(path: Path) -> Any:
    try:
        return read_json(path, MAX_FILE_BYTES)
    except UnfitDocument as problem:
        error = BrokenContract(problem.path, problem.pointer, problem.reason)
        if path.name in (OVERLAY_FILE, LIFECYCLE_FILE):
            error.remedy = "correct the file"
        raise error from None


def write_pinned(contract: Contract, folder: Path) -> Path:
    """Write a contract below ``folder`` as SERVICE/API-VERSION.

    Files of operations that the contract no longer has are removed. An existing lifecycle
    or overlay may be edited by hand, and is kept.
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
    """Write one JSON document of a contract, or one in its folder."""
    path.write_text(dump(document), encoding="utf-8")


def _operations_in(folder: Path) -> frozenset[str]:
    """The operations of the contract that was pinned here before; none if it cannot be read."""
    try:
        return frozenset(open_pinned(folder).operations)
    except BrokenContract:
        return frozenset()
