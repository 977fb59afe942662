"""Contracts as JSON documents: one file per operation, ``service.json`` and ``lifecycle.json``.

The documents are sorted and stable, so that they can be reviewed in a diff. They are read as
untrusted data: sizes and depth are bounded, and every defect is told with its file and pointer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from shapeproof.contract.fields import Fields
from shapeproof.contract.lifecycle import Lifecycle, Need, Reader, Resource, Writer
from shapeproof.contract.model import (
    Contract,
    ErrorContract,
    HttpBinding,
    Operation,
    Paginator,
)
from shapeproof.contract.pointer import parse
from shapeproof.errors import BrokenContract

SERVICE_FILE = "service.json"
LIFECYCLE_FILE = "lifecycle.json"
FORMAT = 1

Documents = Mapping[str, Any]
"""File name to parsed JSON document."""


def dump(document: Any) -> str:
    """The text of a document: sorted keys, one space of indent, UTF-8, a newline at the end."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def to_documents(contract: Contract) -> dict[str, Any]:
    """All documents of a contract but its lifecycle, by file name."""
    documents: dict[str, Any] = {SERVICE_FILE: _service_document(contract)}
    for operation in contract.operations.values():
        documents[f"{operation.name}.json"] = {
            "operation": operation.name,
            "pythonName": operation.python_name,
            "request": operation.request,
            "response": operation.response,
            "errors": {error.name: error.schema for error in contract.errors_of(operation)},
        }
    return documents


def lifecycle_document(lifecycle: Lifecycle) -> dict[str, Any]:
    """The document of a lifecycle; what is empty is left out."""
    return {
        "format": FORMAT,
        "reviewed": lifecycle.reviewed,
        "resources": {
            name: _without_empty(asdict(resource), "name")
            for name, resource in lifecycle.resources.items()
        },
        "needs": {
            operation: _without_empty(asdict(need)) for operation, need in lifecycle.needs.items()
        },
    }


def _without_empty(value: Any, *dropped: str) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_empty(each) for key, each in value.items() if key not in dropped}
        return {key: each for key, each in kept.items() if each not in ((), [], {}, None, False)}
    if isinstance(value, tuple | list):
        return [_without_empty(each) for each in value]
    return value


def _service_document(contract: Contract) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "service": contract.service,
        "apiVersion": contract.api_version,
        "protocol": contract.protocol,
        "fullName": contract.full_name,
        "serviceId": contract.service_id,
        "metadata": dict(contract.metadata),
        "operations": {
            operation.name: {
                "http": {
                    "method": operation.http.method,
                    "uri": operation.http.uri,
                    "status": operation.http.status,
                },
                "errors": list(operation.errors),
                **({"deprecated": True} if operation.deprecated else {}),
            }
            for operation in contract.operations.values()
        },
        "errors": {
            error.name: {"code": error.code, "status": error.status, "fault": error.fault}
            for error in contract.errors.values()
        },
        "paginators": {
            name: {
                "inputTokens": list(paginator.input_tokens),
                "outputTokens": list(paginator.output_tokens),
                "resultKeys": list(paginator.result_keys),
                "limitKey": paginator.limit_key,
                "moreResults": paginator.more_results,
            }
            for name, paginator in contract.paginators.items()
        },
    }


def from_documents(root: str, documents: Documents) -> Contract:
    """Read a contract back. ``root`` is the folder, for messages.

    Raises BrokenContract with the file and the JSON pointer of what does not fit.
    """
    service = _file(root, SERVICE_FILE, documents)
    if service.number("format") != FORMAT:
        raise BrokenContract(service.path, "/format", f"this version reads format {FORMAT}")
    listed = service.each("operations")
    files = {name: _file(root, f"{name}.json", documents) for name in listed}
    errors: dict[str, ErrorContract] = {}
    for name, fields in service.each("errors").items():
        errors[name] = _error(name, fields, files, service.path)
    lifecycle = Lifecycle()
    if LIFECYCLE_FILE in documents:
        lifecycle = read_lifecycle(
            f"{root}/{LIFECYCLE_FILE}", documents[LIFECYCLE_FILE], frozenset(listed)
        )
    return Contract(
        service=service.text("service"),
        api_version=service.text("apiVersion"),
        protocol=service.text("protocol"),
        full_name=service.text("fullName"),
        service_id=service.text("serviceId"),
        operations={
            name: _operation(name, binding, files[name], errors) for name, binding in listed.items()
        },
        errors=errors,
        paginators={
            name: _paginator(name, each) for name, each in service.each("paginators").items()
        },
        lifecycle=lifecycle,
        metadata=service.texts_by_name("metadata"),
    )


def _file(root: str, name: str, documents: Documents) -> Fields:
    if name not in documents:
        raise BrokenContract(f"{root}/{name}", "", "the file is missing")
    return Fields(f"{root}/{name}", "", documents[name])


def _operation(
    name: str, binding: Fields, file: Fields, errors: Mapping[str, ErrorContract]
) -> Operation:
    http = binding.inner("http")
    modeled = binding.texts("errors")
    for index, error in enumerate(modeled):
        if error not in errors:
            raise BrokenContract(
                binding.path,
                f"{binding.place('errors')}/{index}",
                f"no error {error!r} is described",
            )
    return Operation(
        name=name,
        python_name=file.text("pythonName"),
        http=HttpBinding(http.text("method"), http.text("uri"), http.number("status")),
        request=file.schema("request"),
        response=file.schema("response"),
        errors=modeled,
        deprecated=binding.flag("deprecated"),
    )


def _error(
    name: str, fields: Fields, files: Mapping[str, Fields], service_path: str
) -> ErrorContract:
    described = [file.inner("errors") for file in files.values()]
    holders = [each for each in described if name in each.value]
    if not holders:
        raise BrokenContract(service_path, fields.pointer, "no operation's file has its schema")
    first, *others = holders
    schema = first.schema(name)
    for each in others:
        if each.value[name] != schema:
            raise BrokenContract(each.path, each.place(name), f"it is not that of {first.path}")
    status = fields.optional_number("status")
    return ErrorContract(name, fields.text("code"), status, _fault(fields), schema)


def _fault(fields: Fields) -> Literal["client", "server"]:
    match fields.text("fault"):
        case "client":
            return "client"
        case "server":
            return "server"
        case other:
            raise BrokenContract(
                fields.path, fields.place("fault"), f"{other!r} is none of client, server"
            )


def _paginator(name: str, fields: Fields) -> Paginator:
    return Paginator(
        operation=name,
        input_tokens=fields.texts("inputTokens"),
        output_tokens=fields.texts("outputTokens"),
        result_keys=fields.texts("resultKeys"),
        limit_key=fields.optional_text("limitKey"),
        more_results=fields.optional_text("moreResults"),
    )


def read_lifecycle(path: str, document: Any, operations: frozenset[str]) -> Lifecycle:
    """Read a lifecycle document; every operation and resource it names must exist."""
    top = Fields(path, "", document)
    resources = {
        name: _resource(name, fields, operations) for name, fields in top.each("resources").items()
    }
    for name, fields in top.each("resources").items():
        fields.known(resources[name].parent, frozenset(resources), "parent")
    for name, fields in top.each("resources").items():
        if name in _ancestors(name, resources):
            raise BrokenContract(path, fields.place("parent"), "it is within itself")
    needs = {}
    for operation, fields in top.each("needs").items():
        fields.known(operation, operations)
        need = Need(
            resource=fields.text("resource"),
            missing=_missing(fields),
            absent=fields.optional_text("absent"),
        )
        fields.known(need.resource, frozenset(resources), "resource")
        fields.known(need.absent, frozenset(resources), "absent")
        needs[operation] = need
    return Lifecycle(resources, needs, top.flag("reviewed"))


def _ancestors(name: str, resources: Mapping[str, Resource]) -> set[str]:
    found: set[str] = set()
    parent = resources[name].parent
    while parent is not None and parent not in found:
        found.add(parent)
        parent = resources[parent].parent
    return found


def _two_deep(fields: Fields) -> dict[str, str]:
    places = fields.texts_by_name("shown_at")
    for name, pointer in places.items():
        if len(parse(pointer)) != 2:
            place = fields.inner("shown_at").place(name)
            raise BrokenContract(fields.path, place, "a pointer of two members is due")
    return places


def _missing(fields: Fields) -> Literal["refused", "scoped", "open"]:
    match fields.optional_text("missing"):
        case "refused":
            return "refused"
        case "scoped":
            return "scoped"
        case "open" | None:
            return "open"
        case other:
            raise BrokenContract(
                fields.path,
                fields.place("missing"),
                f"{other!r} is none of refused, scoped, open",
            )


def _resource(name: str, fields: Fields, operations: frozenset[str]) -> Resource:
    def writers(key: str) -> tuple[Writer, ...]:
        return tuple(
            Writer(
                operation=each.operation(operations),
                identifiers=each.texts_by_name("identifiers"),
                outputs=each.texts_by_name("outputs"),
                shows=each.texts("shows"),
                shown_at=_two_deep(each),
            )
            for each in fields.items(key)
        )

    readers = tuple(
        Reader(
            operation=each.operation(operations),
            shows=each.texts("shows"),
            repeats=each.texts("repeats"),
            contains=each.texts_by_name("contains"),
            leaves_out=each.texts("leaves_out"),
        )
        for each in fields.items("readers")
    )
    return Resource(
        name=name,
        identifiers=fields.texts("identifiers"),
        generated=fields.texts("generated"),
        parent=fields.optional_text("parent"),
        single=fields.flag("single"),
        makers=writers("makers"),
        importers=writers("importers"),
        sources=writers("sources"),
        changers=writers("changers"),
        readers=readers,
        listers=fields.operations("listers", operations),
        removers=fields.operations("removers", operations),
    )
