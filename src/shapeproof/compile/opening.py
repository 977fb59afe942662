"""Service models at a path that a user names, whatever kind of model they are.

The kind is recognised by content: a folder of a botocore's data, a ``service-2`` document, or a
Smithy JSON AST; files may be compressed. A folder of other names is searched for such files.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from shapeproof.compile.model_checks import check_model
from shapeproof.compile.names import service_name, service_name_candidates
from shapeproof.compile.service import compile_files, preferred_protocol
from shapeproof.compile.smithy import SmithyModel, model_files, read_ast, service_names
from shapeproof.compile.source import (
    PAGINATORS,
    ModelFiles,
    beside,
    model_folders,
    read_model_files,
)
from shapeproof.contract.model import Contract, ModelSource
from shapeproof.contract.user_document import half_characters, kind_name, too_many_values
from shapeproof.contract.user_files import may_be_read, read_user_file, unpacked
from shapeproof.exceptions import BadUsage
from shapeproof.wire.registry import chosen_protocol

ACCEPTED = (
    "give a folder that 'shapeproof contract pin' has written, a folder of a botocore's data, "
    "a service-2.json, or a Smithy JSON AST"
)
_MAX_BYTES = 64 * 1024 * 1024
_MOST_FILES = 10_000
_GZIP = b"\x1f\x8b"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_VERSION = re.compile(r"^__version__ = ['\"]([^'\"]+)", re.MULTILINE)


@dataclass(frozen=True)
class FoundService:
    """A service whose model lies at a path: its names, and how it is read in a protocol."""

    service: str
    others: tuple[str, ...]
    source: ModelSource
    read: Callable[[str | None], ModelFiles]

    def is_called(self, name: str) -> bool:
        """Whether a user may mean it by a name: botocore's, or another that its model states."""
        return name == self.service or name.lower() in self.others

    def compiled(self, protocol: str | None = None) -> Contract:
        """Its contract, in a protocol of it.

        Raises BrokenContract and, for a named protocol, BadUsage and UnsupportedProtocol.
        """
        contract = compile_files(self.read(None))
        if protocol is not None and protocol != contract.protocol:
            chosen = chosen_protocol(contract, protocol)
            contract = compile_files(self.read(chosen), chosen)
        return replace(contract, source=self.source)


def services_at(path: Path) -> tuple[FoundService, ...]:
    """The services whose models lie at a path.

    Raises BadUsage, which says what the path is, where it is no model, and BrokenContract.
    """
    try:
        is_folder, is_file = path.is_dir(), may_be_read(path)
    except (OSError, ValueError) as error:
        raise BadUsage(str(path), str(error), ACCEPTED) from None
    if is_folder:
        found = tuple(_in_folder(path))
        if not found:
            raise BadUsage(str(path), "no contract or model lies in it", ACCEPTED)
        return found
    if not is_file and not path.exists():
        raise BadUsage(str(path), _missing(path), ACCEPTED)
    document = _parsed(path)
    found = tuple(_in_document(path, document))
    if not found:
        raise BadUsage(str(path), f"it is {_described(document)}", ACCEPTED)
    return found


def _missing(path: Path) -> str:
    """What a path is where nothing lies at it; of ``https://x``, it keeps one slash."""
    if re.match(r"(https?|s3|git|file):/", str(path)):
        return "it is an address, and nothing is downloaded: give the path of a copy"
    return "there is no such file or folder"


def _in_folder(folder: Path) -> Iterator[FoundService]:
    models = model_folders(folder)
    for each in models:
        version = each.resolve()
        if each == folder and not _DATE.fullmatch(version.name):
            yield from _in_document(each, read_model_files(each).model, each)
        else:
            yield FoundService(version.parent.name, (), _botocore(version), _reader(each))
    if not models:
        yield from _in_files(folder)


def _reader(folder: Path) -> Callable[[str | None], ModelFiles]:
    """Reads the documents in a folder of botocore's data; they hold for every protocol."""

    def read(_protocol: str | None) -> ModelFiles:
        files = read_model_files(folder)
        check_model(str(folder), files.model)
        return files

    return read


def _in_files(folder: Path) -> Iterator[FoundService]:
    """The models among the JSON files of a folder that is neither botocore's nor ours."""
    patterns = (f"{'*/' * depth}*.json{suffix}" for depth in range(5) for suffix in ("", ".gz"))
    paths = (path for pattern in patterns for path in sorted(folder.glob(pattern)))
    for path in _newest(list(islice(paths, _MOST_FILES))):
        try:
            document = _parsed(path) if path.is_file() else None
        except BadUsage:
            continue
        yield from _in_document(path, document)


def _newest(paths: Sequence[Path]) -> Iterator[Path]:
    """The files without those of older API versions: ``X/2014-11-11`` beside ``X/2015-03-31``."""
    newest: dict[Path, str] = {}
    for folder in {path.parent for path in paths}:
        if _DATE.fullmatch(folder.name):
            newest[folder.parent] = max(folder.name, newest.get(folder.parent, ""))
    for path in paths:
        folder = path.parent
        if not _DATE.fullmatch(folder.name) or newest[folder.parent] == folder.name:
            yield path


def _in_document(path: Path, document: Any, folder: Path | None = None) -> Iterator[FoundService]:
    """The services of a parsed document; none if it is no model."""
    if not isinstance(document, dict):
        return
    if "smithy" in document:
        model = read_ast(str(path), document)
        if not model.services:
            raise BadUsage(str(path), "it is a Smithy model without a service", ACCEPTED)
        yield from (_of_ast(model, each) for each in model.services)
    elif _is_service_2(document):
        check_model(str(path), document)
        yield _of_document(path, document, folder or path.parent)


def _is_service_2(document: Mapping[str, Any]) -> bool:
    return {"metadata", "operations", "shapes"} <= document.keys()


def _of_ast(model: SmithyModel, shape_id: str) -> FoundService:
    names = service_names(model, shape_id)
    source = ModelSource("smithy", model.version)
    return FoundService(
        names.service,
        names.others,
        source,
        lambda protocol: model_files(model, shape_id, protocol, preferred_protocol),
    )


def _of_document(path: Path, document: Mapping[str, Any], folder: Path) -> FoundService:
    metadata = document["metadata"]
    stated = [str(metadata[each]) for each in ("serviceId", "endpointPrefix") if each in metadata]
    parent = folder.resolve().parent.name
    derived = service_name(stated[0]) if stated else parent
    candidates = (name for each in stated for name in (each, *service_name_candidates(each)))
    others = tuple(dict.fromkeys(each.lower() for each in candidates))
    # An old name of botocore's own: data/SERVICE/API-VERSION.
    service = parent if parent.lower() in others and _DATE.fullmatch(folder.name) else derived
    version = str(metadata.get("apiVersion") or "unversioned")
    source = _botocore(folder)
    if source.version is None:
        source = ModelSource("service-2", document.get("version"))

    def read(_protocol: str | None) -> ModelFiles:
        return beside(folder, service, version, document)

    return FoundService(service, others, source, read)


def _botocore(folder: Path) -> ModelSource:
    """The botocore that a folder of models belongs to, if it says which."""
    data = next((each for each in folder.resolve().parents if each.name == "data"), None)
    if data is not None:
        try:
            text = (data.parent / "__init__.py").read_text("utf-8", "replace")
        except OSError:
            text = ""
        if found := _VERSION.search(text):
            return ModelSource("botocore", found[1])
    return ModelSource("botocore", None)


def _parsed(path: Path) -> Any:
    """The JSON in a file, which may be compressed. Raises BadUsage, which says what is wrong."""
    try:
        data = read_user_file(path, _MAX_BYTES)
        text = unpacked(data, _MAX_BYTES) if data.startswith(_GZIP) else data
        if (reason := too_many_values(text)) is not None:
            raise BadUsage(str(path), reason, ACCEPTED)
        document = json.loads(text)
        if (reason := half_characters(text, document)) is not None:
            raise BadUsage(str(path), reason, "correct the model")
        return document
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadUsage(str(path), f"it cannot be read ({reason})", ACCEPTED) from None
    except json.JSONDecodeError as error:
        kind, place = _plain_kind(text), f"line {error.lineno}, column {error.colno}"
        reason = f"{kind} ({place}: {error.msg})" if kind == _NOT_JSON else kind
        raise BadUsage(str(path), reason, ACCEPTED) from None
    except UnicodeDecodeError:
        raise BadUsage(str(path), _plain_kind(text), ACCEPTED) from None
    except (ValueError, RecursionError) as error:
        raise BadUsage(str(path), f"it is not JSON ({error})", ACCEPTED) from None


_NOT_JSON = "it is not JSON"


def _plain_kind(data: bytes) -> str:
    """What a file that is no JSON is."""
    if not data.strip():
        return "it is empty"
    if data.startswith(b"PK"):
        return "it is a ZIP archive: extract it first"
    if re.search(rb"^\s*(\$version|namespace|service|metadata)\b", data[:4000], re.MULTILINE):
        return "it is Smithy IDL; 'smithy ast' writes it as JSON"
    return _NOT_JSON


_KEYS: Mapping[str, str] = {
    "openapi": "an OpenAPI document",
    "swagger": "a Swagger document",
    "pagination": f"a paginators document ({PAGINATORS}) without its model",
    "waiters": "a waiters document without its model",
    "AWSTemplateFormatVersion": "a CloudFormation template",
    "asyncapi": "an AsyncAPI document",
    "corrections": "an overlay",
    "$schema": "a JSON Schema",
}


def _described(document: Any) -> str:
    """What a JSON document is that is no model."""
    if not isinstance(document, dict):
        return f"{kind_name(document)}, not a model"
    for key, what in _KEYS.items():
        if key in document:
            return what
    keys = ", ".join(list(document)[:4])
    return f"an object with the keys {keys}, not a model" if keys else "an empty object"
