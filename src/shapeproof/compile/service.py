"""A whole service model, compiled into a Contract."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

import botocore.utils
from botocore import xform_name

from shapeproof.compile.companions import Companions
from shapeproof.compile.doubts import with_doubts
from shapeproof.compile.lifecycle import infer_lifecycle
from shapeproof.compile.shapes import DIALECT, ShapeCompiler
from shapeproof.compile.source import (
    ModelFiles,
    RawModel,
    load_model_files,
)
from shapeproof.contract.lazy_mappings import LazyMapping
from shapeproof.contract.model import (
    Acceptor,
    Contract,
    ErrorContract,
    HttpBinding,
    Operation,
    Paginator,
    Schema,
    Waiter,
)
from shapeproof.wire.registry import supported_protocols

_EMPTY: Schema = {"$schema": DIALECT, "type": "object", "properties": {}}
_OWN_METADATA = frozenset({"protocol", "serviceFullName", "serviceId", "apiVersion"})
_OWN_OPERATION = frozenset({"name", "http", "input", "output", "errors", "deprecated"})
_OWN_MODEL = frozenset({"version", "metadata", "operations", "shapes"})
_PROSE = frozenset({"documentation", "documentationUrl", "examples"})


def compile_service(service: str, protocol: str | None = None) -> Contract:
    """Compile the newest API version of a service from the installed botocore.

    ``protocol`` is one of those that the service speaks, see ``compile_model``. Raises
    UnknownService where botocore has no model of that name.
    """
    return compile_files(load_model_files(service), protocol)


def compile_files(files: ModelFiles, protocol: str | None = None) -> Contract:
    """Compile the documents about a service; ``protocol`` as for ``compile_model``."""
    contract = compile_model(
        files.service, files.api_version, files.model, files.paginators, files.waiters, protocol
    )
    return replace(contract, examples=files.examples) if files.examples else contract


def compile_model(
    service: str,
    api_version: str,
    model: RawModel,
    paginators: Mapping[str, Any],
    waiters: Mapping[str, Any] | None = None,
    protocol: str | None = None,
) -> Contract:
    """Compile one ``service-2`` document with its paginators and waiters.

    Of the protocols that the service speaks, it is the named one, or the one that botocore
    prefers of those that there is a codec for.
    """
    shapes, metadata = model["shapes"], model["metadata"]
    protocol = protocol or preferred_protocol(spoken_protocols(metadata))
    compiler, companions = ShapeCompiler(shapes, protocol), Companions(shapes)
    declared = model["operations"]
    # Passive mode needs a few operations of services that have hundreds.
    operations = LazyMapping(
        sorted(declared), lambda name: _operation(compiler, companions, name, declared[name])
    )
    names = {name for name, shape in shapes.items() if shape.get("exception")}
    names.update(error for raw in declared.values() for error in _errors_of(raw))
    errors = {name: _error(compiler, shapes, name) for name in sorted(names)}
    pages = {
        name: _paginator(name, raw)
        for name, raw in sorted(paginators.items())
        if name in operations
    }
    return Contract(
        service=service,
        api_version=api_version,
        protocol=protocol,
        full_name=metadata.get("serviceFullName", service),
        service_id=metadata.get("serviceId", service),
        operations=operations,
        errors=errors,
        paginators=pages,
        lifecycle=infer_lifecycle(operations, errors, pages),
        metadata=_rest(metadata, _OWN_METADATA) | _rest(model, _OWN_MODEL),
        waiters={
            name: _waiter(name, raw)
            for name, raw in sorted((waiters or {}).items())
            if raw["operation"] in operations
        },
    )


def spoken_protocols(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """The protocols that a service speaks, by the metadata of its model."""
    return tuple(metadata.get("protocols") or (metadata["protocol"],))


_BY_PRIORITY: tuple[str, ...] = getattr(
    botocore.utils,
    "PRIORITY_ORDERED_SUPPORTED_PROTOCOLS",
    ("json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query", "ec2"),
)
"""The order in which botocore chooses; the default is for a botocore that does not choose yet."""


def preferred_protocol(protocols: Collection[str]) -> str:
    """The protocol that botocore speaks of several, as far as there is a codec for one of them."""
    known = [each for each in protocols if each in supported_protocols()] or protocols
    ranked = (each for each in _BY_PRIORITY if each in known)
    return next(ranked, next(iter(known)))


def _rest(raw: Mapping[str, Any], own: frozenset[str]) -> dict[str, Any]:
    """What a part of the model says and no field of the contract has."""
    return {key: _without_prose(raw[key]) for key in sorted(raw) if key not in own | _PROSE}


def _without_prose(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_prose(each) for key, each in value.items() if key not in _PROSE}
    return value


def _operation(
    compiler: ShapeCompiler, companions: Companions, name: str, raw: Mapping[str, Any]
) -> Operation:
    http = raw.get("http", {})
    traits = _rest(raw, _OWN_OPERATION) | _wire_name(name, raw)
    return Operation(
        name=name,
        python_name=xform_name(name),
        http=HttpBinding(
            method=http.get("method", "POST"),
            uri=http.get("requestUri", "/"),
            status=int(http.get("responseCode", 200)),
        ),
        request=with_doubts(_message(compiler, raw.get("input")), traits),
        response=_response(compiler, companions, raw.get("output")),
        errors=tuple(_errors_of(raw)),
        deprecated=bool(raw.get("deprecated", False)),
        traits=traits,
    )


def _errors_of(raw: Mapping[str, Any]) -> Iterator[str]:
    """The names of the shapes of an operation's errors."""
    return (error["shape"] for error in raw.get("errors", ()))


def _wire_name(name: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The name on the wire, if it differs (by the API version at its end)."""
    return {"name": raw["name"]} if raw.get("name", name) != name else {}


_MESSAGE_ANNOTATIONS: Mapping[str, str] = {
    "locationName": "x-xml-name",
    "xmlNamespace": "x-xml-namespace",
    "resultWrapper": "x-result-wrapper",
    "unwrapped": "x-xml-unwrapped",
}


def _message(compiler: ShapeCompiler, reference: Mapping[str, Any] | None) -> Schema:
    """The schema of an input or output, with the names of the elements around it."""
    if reference is None:
        return _EMPTY
    around = {
        annotation: reference[trait]
        for trait, annotation in _MESSAGE_ANNOTATIONS.items()
        if trait in reference
    }
    # A name of the shape's own goes before that of the reference (Smithy ``xmlName`` trait).
    return around | compiler.document(reference["shape"])


def _response(
    compiler: ShapeCompiler, companions: Companions, reference: Mapping[str, Any] | None
) -> Schema:
    schema = _message(compiler, reference)
    derived = companions.required(reference["shape"]) if reference else None
    if derived is None:
        return schema
    return {
        **schema,
        "required": list(derived.members),
        "x-required-origin": list(derived.origin),
        "x-trust": {"required": derived.trust},
    }


def _error(compiler: ShapeCompiler, shapes: Mapping[str, Any], name: str) -> ErrorContract:
    shape = shapes[name]
    raw = shape.get("error", {})
    status = raw.get("httpStatusCode")
    by_status = (status or 400) >= 500 and not raw.get("senderFault")
    is_server = raw.get("fault") or shape.get("fault") or by_status
    fault: Literal["client", "server"] = "server" if is_server else "client"
    code, schema = raw.get("code", name), compiler.document(name)
    return ErrorContract(name, code, status, fault, schema, shape.get("retryable"))


def _paginator(operation: str, raw: Mapping[str, Any]) -> Paginator:
    return Paginator(
        operation=operation,
        input_tokens=_names(raw.get("input_token")),
        output_tokens=_names(raw.get("output_token")),
        result_keys=_names(raw.get("result_key")),
        limit_key=raw.get("limit_key"),
        more_results=raw.get("more_results"),
        non_aggregate_keys=_names(raw.get("non_aggregate_keys")),
    )


def _waiter(name: str, raw: Mapping[str, Any]) -> Waiter:
    return Waiter(
        name=name,
        operation=raw["operation"],
        delay=raw["delay"],
        max_attempts=raw["maxAttempts"],
        acceptors=tuple(
            Acceptor(each["matcher"], each["expected"], each["state"], each.get("argument"))
            for each in raw["acceptors"]
        ),
    )


def _names(value: str | list[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
