"""Pinned contracts on disk: where they lie, how they are read and written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shapeproof.contract.document import (
    LIFECYCLE_FILE,
    SERVICE_FILE,
    dump,
    from_documents,
    lifecycle_document,
    to_documents,
)
from shapeproof.contract.model import Contract
from shapeproof.contract.overlay import OVERLAY_FILE, apply_overlay
from shapeproof.errors import BrokenContract

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


def read_pinned(folder: Path) -> Contract:
    """Read a pinned contract, with its overlay applied.

    Raises BrokenContract, naming file and pointer, for whatever does not fit.
    """
    documents = {path.name: _read(path) for path in sorted(folder.glob("*.json"))}
    if OVERLAY_FILE in documents:
        overlay = documents.pop(OVERLAY_FILE)
        documents = apply_overlay(f"{folder}/{OVERLAY_FILE}", overlay, documents)
    return from_documents(str(folder), documents)


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
    """Write a contract below ``folder`` as SERVICE/API-VERSION; the lifecycle only if it is new.

    A lifecycle that is there already may have been corrected by hand, and is kept.
    """
    target = folder / contract.service / contract.api_version
    target.mkdir(parents=True, exist_ok=True)
    documents = to_documents(contract)
    if not (target / LIFECYCLE_FILE).exists():
        documents[LIFECYCLE_FILE] = lifecycle_document(contract.lifecycle)
    for name, document in documents.items():
        (target / name).write_text(dump(document), encoding="utf-8")
    return target
