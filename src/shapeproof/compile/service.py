"""A whole service model, compiled into a Contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from botocore import xform_name

from shapeproof.compile.companions import required_by_companion
from shapeproof.compile.lifecycle import infer_lifecycle
from shapeproof.compile.shapes import ShapeCompiler
from shapeproof.compile.source import RawModel, load_raw_model, load_raw_paginators
from shapeproof.contract.model import (
    Contract,
    ErrorContract,
    HttpBinding,
    Operation,
    Paginator,
    Schema,
)

_EMPTY: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {},
}
_METADATA = ("jsonVersion", "targetPrefix", "signingName", "xmlNamespace", "endpointPrefix")


def compile_service(service: str) -> Contract:
    """Compile the newest API version of a service from the installed botocore.

    Raises UnknownService where botocore has no model of that name.
    """
    api_version, model = load_raw_model(service)
    return compile_model(service, api_version, model, load_raw_paginators(service, api_version))


def compile_model(
    service: str, api_version: str, model: RawModel, paginators: Mapping[str, Any]
) -> Contract:
    """Compile one ``service-2`` document with its paginators."""
    shapes = model["shapes"]
    compiler = ShapeCompiler(shapes)
    operations = {
        name: _operation(compiler, shapes, name, raw)
        for name, raw in sorted(model["operations"].items())
    }
    names = {error for operation in operations.values() for error in operation.errors}
    metadata = model["metadata"]
    pages = {
        name: _paginator(name, raw)
        for name, raw in sorted(paginators.items())
        if name in operations
    }
    return Contract(
        service=service,
        api_version=api_version,
        protocol=metadata["protocol"],
        full_name=metadata.get("serviceFullName", service),
        service_id=metadata.get("serviceId", service),
        operations=operations,
        errors={name: _error(compiler, shapes, name) for name in sorted(names)},
        paginators=pages,
        lifecycle=infer_lifecycle(operations),
        metadata={key: str(metadata[key]) for key in _METADATA if key in metadata},
    )


def _operation(
    compiler: ShapeCompiler, shapes: Mapping[str, Any], name: str, raw: Mapping[str, Any]
) -> Operation:
    http = raw.get("http", {})
    return Operation(
        name=name,
        python_name=xform_name(name),
        http=HttpBinding(
            method=http.get("method", "POST"),
            uri=http.get("requestUri", "/"),
            status=int(http.get("responseCode", 200)),
        ),
        request=_schema(compiler, raw.get("input")),
        response=_response(compiler, shapes, raw.get("output")),
        errors=tuple(error["shape"] for error in raw.get("errors", ())),
        deprecated=bool(raw.get("deprecated", False)),
    )


def _schema(compiler: ShapeCompiler, reference: Mapping[str, Any] | None) -> Schema:
    return compiler.document(reference["shape"]) if reference else _EMPTY


def _response(
    compiler: ShapeCompiler, shapes: Mapping[str, Any], reference: Mapping[str, Any] | None
) -> Schema:
    schema = dict(_schema(compiler, reference))
    derived = required_by_companion(shapes, reference["shape"]) if reference else None
    if derived:
        schema["required"] = list(derived.members)
        schema["x-required-origin"] = list(derived.origin)
        schema["x-required-trust"] = derived.trust
    return schema


def _error(compiler: ShapeCompiler, shapes: Mapping[str, Any], name: str) -> ErrorContract:
    raw = shapes[name].get("error", {})
    status = raw.get("httpStatusCode")
    is_server = raw.get("fault") or shapes[name].get("fault") or (status or 400) >= 500
    fault: Literal["client", "server"] = "server" if is_server else "client"
    return ErrorContract(name, raw.get("code", name), status, fault, compiler.document(name))


def _paginator(operation: str, raw: Mapping[str, Any]) -> Paginator:
    return Paginator(
        operation=operation,
        input_tokens=_names(raw.get("input_token")),
        output_tokens=_names(raw.get("output_token")),
        result_keys=_names(raw.get("result_key")),
        limit_key=raw.get("limit_key"),
        more_results=raw.get("more_results"),
    )


def _names(value: str | list[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
