"""Names for a shell to complete: services and their operations. Nothing is compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from shapeproof.compile.operation_names import operation_names, python_names
from shapeproof.compile.source import available_services
from shapeproof.contract.document import SERVICE_FILE
from shapeproof.contract.store import find_pinned, open_pinned, shipped_contracts
from shapeproof.exceptions import ShapeproofError
from shapeproof.run.contracts import OWN_FOLDER, found_service


def known_services(path: Path | None = None) -> tuple[str, ...]:
    """The services with a contract at a path, or with any where it has none."""
    if path is not None and (found := _models_at(path)):
        return found
    folders = (Path(OWN_FOLDER), shipped_contracts())
    pinned = (each for folder in folders if folder is not None for each in _pinned_in(folder))
    return tuple(sorted({*available_services(), *pinned}))


def known_operations(service: str, path: Path | None = None) -> Mapping[str, str]:
    """The python names of the operations of a service, by API names; none where it is unknown."""
    try:
        return _operations(service, path)
    except (ShapeproofError, OSError, ValueError):
        return {}


def _operations(service: str, path: Path | None) -> Mapping[str, str]:
    folders = (Path(OWN_FOLDER), shipped_contracts()) if path is None else (path,)
    for folder in folders:
        pinned = find_pinned(service, folder) if folder is not None else None
        if pinned is not None:
            return python_names(open_pinned(pinned).operations)
    if path is not None:
        return python_names(found_service(service, path).compiled(None).operations)
    return operation_names(service)


def _pinned_in(folder: Path) -> Iterable[str]:
    return (each.parent.parent.name for each in folder.glob(f"*/*/{SERVICE_FILE}"))


def _models_at(path: Path) -> tuple[str, ...]:
    from shapeproof.compile.opening import services_at  # only users of other models need it

    try:
        return tuple(sorted({*_pinned_in(path)} or {each.service for each in services_at(path)}))
    except (ShapeproofError, OSError, ValueError):
        return ()
