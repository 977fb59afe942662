"""Reads service models: those that ship with botocore, or those in a folder of any botocore."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from io import FileIO
from pathlib import Path
from typing import Any

import botocore
from botocore.exceptions import BotoCoreError, DataNotFoundError
from botocore.loaders import ExtrasProcessor, JSONFileLoader, Loader

from shapeproof.contract.model import ModelSource
from shapeproof.contract.user_document import half_characters, too_many_values
from shapeproof.contract.user_files import read_user_file, unpacked
from shapeproof.exceptions import BrokenContract, UnknownService

RawModel = Mapping[str, Any]

SERVICE, PAGINATORS, WAITERS = "service-2", "paginators-1", "waiters-2"
EXAMPLES = "examples-1"
_MAX_BYTES = 64 * 1024 * 1024
_SUFFIXES: Mapping[str, Callable[[bytes], bytes]] = {
    ".json": bytes,
    ".json.gz": lambda data: unpacked(data, _MAX_BYTES),
}


@dataclass(frozen=True)
class ModelFiles:
    """The documents about one API version of a service, as botocore ships them."""

    service: str
    api_version: str
    model: RawModel
    paginators: Mapping[str, Any] = field(default_factory=dict)
    waiters: Mapping[str, Any] = field(default_factory=dict)
    examples: Mapping[str, Any] = field(default_factory=dict)


class _PlainFiles(JSONFileLoader):  # type: ignore[misc]  # botocore has no types
    """Parses into plain dicts: they keep the order, and take half the time."""

    def _load_file(self, full_path: str, open_method: Callable[..., Any]) -> Any:
        path = Path(full_path)
        if not path.is_file():
            return None
        with open_method(path, "rb") as file:
            return json.loads(file.read())


@cache
def _listing() -> Loader:
    """Finds files. It loads none, because a loader keeps what it has loaded."""
    return Loader(file_loader=_PlainFiles())


@cache
def available_services() -> tuple[str, ...]:
    """The names of all services that the installed botocore has a model of, sorted."""
    return tuple(sorted(_listing().list_available_services(SERVICE)))


def installed_source() -> ModelSource:
    """What the contracts of the installed botocore are compiled from."""
    return ModelSource("botocore", botocore.__version__)


def nearest_services(service: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Up to three names that are close to a mistyped one."""
    return tuple(get_close_matches(service.lower(), known, n=3, cutoff=0.6))


def load_raw_model(service: str) -> tuple[str, RawModel]:
    """The newest API version of a service and its ``service-2`` document.

    Raises UnknownService, with the nearest names, where botocore has none.
    """
    try:
        version: str = _listing().determine_latest_version(service, SERVICE)
    except DataNotFoundError:
        raise UnknownService(service, nearest_services(service, available_services())) from None
    return version, _loaded(service, version, SERVICE)


def load_model_files(service: str) -> ModelFiles:
    """All documents of a service of the installed botocore. Raises UnknownService."""
    version, model = load_raw_model(service)
    return ModelFiles(
        service,
        version,
        model,
        _loaded(service, version, PAGINATORS).get("pagination", {}),
        _loaded(service, version, WAITERS).get("waiters", {}),
    )


_DATA = Path(botocore.__file__).parent / "data"


def load_paginators(service: str, version: str) -> Mapping[str, Any]:
    """The paginators of an API version of the installed botocore; empty where there are none.

    It is called while a user's test runs, which may have replaced ``open`` or the file system: the
    file is read below both.
    """
    document: dict[str, Any] = {}
    for name in (PAGINATORS, f"{PAGINATORS}.sdk-extras"):
        for suffix, unpack in _SUFFIXES.items():
            try:
                with FileIO(str(_DATA / service / version / f"{name}{suffix}")) as file:
                    found = json.loads(unpack(file.readall()))
            except (OSError, ValueError):
                continue
            ExtrasProcessor().process(document, [found]) if document else document.update(found)
            break
    pagination = document.get("pagination")
    return pagination if isinstance(pagination, dict) else {}


def load_examples(service: str) -> Mapping[str, Any]:
    """The examples that the installed botocore gives, by operation; empty where it has none."""
    try:
        version = _listing().determine_latest_version(service, EXAMPLES)
        found = (
            _load(Loader(file_loader=_PlainFiles()), f"{service}/{version}/{EXAMPLES}") or {}
        ).get("examples")
    except (BotoCoreError, ValueError, OSError):
        return {}
    return found if isinstance(found, dict) else {}


def _loaded(service: str, version: str, kind: str) -> dict[str, Any]:
    """A document with botocore's own additions to it; empty where there is none."""
    loader = Loader(file_loader=_PlainFiles())
    document: dict[str, Any] = _load(loader, f"{service}/{version}/{kind}") or {}
    extras = _load(loader, f"{service}/{version}/{kind}.sdk-extras")
    ExtrasProcessor().process(document, [extras] if extras else [])
    return document


def _load(loader: Loader, name: str) -> Any:
    try:
        return loader.load_data(name)
    except DataNotFoundError:
        return None


def model_folders(folder: Path) -> tuple[Path, ...]:
    """The folders of API versions at or below a folder of botocore's data: the newest of each.

    ``folder`` is ``data/SERVICE/VERSION``, ``data/SERVICE``, ``data``, the package, or a folder
    that holds the package: a clone, an unpacked wheel, ``site-packages``.
    """
    if _has_model(folder):
        return (folder,)
    for pattern in ("*", "*/*", "data/*/*", "*/data/*/*"):
        newest: dict[Path, Path] = {}
        for version in sorted(folder.glob(pattern)):
            if _has_model(version):
                newest[version.parent] = version
        if newest:
            return tuple(newest[parent] for parent in sorted(newest))
    return ()


def _has_model(folder: Path) -> bool:
    return any((folder / f"{SERVICE}{suffix}").is_file() for suffix in _SUFFIXES)


def read_model_files(folder: Path) -> ModelFiles:
    """The documents in a folder ``data/SERVICE/VERSION`` of any botocore.

    Raises BrokenContract, naming the file, for one that cannot be read as a service model.
    """
    folder = folder.resolve()
    model = _document(folder, SERVICE)
    for part in ("metadata", "operations", "shapes"):
        if not isinstance(model.get(part), dict):
            raise BrokenContract(
                str(folder / SERVICE), f"/{part}", "expected an object", "give a botocore model"
            )
    return _with_others(folder, folder.parent.name, folder.name, model)


def beside(folder: Path, service: str, version: str, model: RawModel) -> ModelFiles:
    """A model with the documents that lie beside it in a folder, and botocore's additions to it.

    Raises BrokenContract.
    """
    extras = _document(folder, f"{SERVICE}.sdk-extras")
    whole = deepcopy(dict(model)) if extras else dict(model)
    ExtrasProcessor().process(whole, [extras] if extras else [])
    return _with_others(folder, service, version, whole)


def _with_others(folder: Path, service: str, version: str, model: RawModel) -> ModelFiles:
    return ModelFiles(
        service,
        version,
        model,
        _part(folder, PAGINATORS, "pagination"),
        _part(folder, WAITERS, "waiters"),
        _part(folder, EXAMPLES, "examples"),
    )


def _part(folder: Path, kind: str, key: str) -> dict[str, Any]:
    found = _document(folder, kind).get(key, {})
    if not isinstance(found, dict):
        raise BrokenContract(str(folder / kind), f"/{key}", "expected an object", "copy it again")
    return found


def _document(folder: Path, kind: str) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for name in (kind, f"{kind}.sdk-extras"):
        for suffix, unpack in _SUFFIXES.items():
            path = folder / f"{name}{suffix}"
            if not path.is_file():
                continue
            found = _parsed(path, unpack)
            ExtrasProcessor().process(document, [found]) if document else document.update(found)
            break
    return document


def _parsed(path: Path, unpack: Callable[[bytes], bytes]) -> dict[str, Any]:
    try:
        text = unpack(read_user_file(path, _MAX_BYTES))
        if (reason := too_many_values(text)) is not None:
            raise BrokenContract(str(path), "", reason, "copy it again")
        found = json.loads(text)
        if (reason := half_characters(text, found)) is not None:
            raise BrokenContract(str(path), "", reason, "copy it again")
    except (OSError, EOFError, ValueError, RecursionError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BrokenContract(str(path), "", f"not a model ({reason})", "copy it again") from None
    if not isinstance(found, dict):
        raise BrokenContract(str(path), "", "expected an object", "copy it again")
    return found
