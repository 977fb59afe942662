"""A small Smithy model: a service that keeps boxes. Tests change one place of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.compile.service import compile_files, preferred_protocol
from shapeproof.compile.smithy import model_files, read_ast
from shapeproof.contract.model import Contract

REST_JSON, REST_XML = "aws.protocols#restJson1", "aws.protocols#restXml"
JSON, QUERY, EC2 = "aws.protocols#awsJson1_0", "aws.protocols#awsQuery", "aws.protocols#ec2Query"
CBOR = "smithy.protocols#rpcv2Cbor"
SERVICE = "boxes#Boxes"
Shapes = dict[str, Any]


def structure(traits: Mapping[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    """A structure: each member is the name of its target, or that and its traits."""
    return {"type": "structure", "members": _members(members), "traits": {**(traits or {})}}


def member(target: str, traits: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A reference to a shape of the model, or of the prelude."""
    space = "smithy.api" if target[0].isupper() and target in _PRELUDE else "boxes"
    return {"target": f"{space}#{target}", **({"traits": {**traits}} if traits else {})}


_PRELUDE = frozenset(
    {"String", "Integer", "Long", "Boolean", "Blob", "Timestamp", "Document", "Double", "Unit"}
)


def _members(members: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: member(each) if isinstance(each, str) else member(*each)
        for name, each in members.items()
    }


def boxes(protocol: str = REST_JSON, **shapes: Any) -> dict[str, Any]:
    """The model: ``PutBox`` takes ``PutBoxInput`` and gives ``PutBoxOutput``."""
    known: Shapes = {
        "Boxes": {
            "type": "service",
            "version": "2020-01-02",
            "operations": [{"target": "boxes#PutBox"}],
            "traits": {
                protocol: {},
                "aws.api#service": {"sdkId": "Box Keeper", "endpointPrefix": "boxes"},
                "aws.auth#sigv4": {"name": "boxes"},
                "smithy.api#title": "Keeper of Boxes",
                "smithy.api#xmlNamespace": {"uri": "https://boxes.example/"},
            },
        },
        "PutBox": {
            "type": "operation",
            "input": {"target": "boxes#PutBoxInput"},
            "output": {"target": "boxes#PutBoxOutput"},
            "errors": [{"target": "boxes#NoBox"}],
            "traits": {"smithy.api#http": {"method": "PUT", "uri": "/boxes", "code": 201}},
        },
        "PutBoxInput": structure(name="String"),
        "PutBoxOutput": structure(),
        "NoBox": structure({"smithy.api#error": "client"}, message="String"),
        **shapes,
    }
    return {"smithy": "2.0", "shapes": {f"boxes#{name}": each for name, each in known.items()}}


def compiled(ast: Mapping[str, Any], protocol: str | None = None) -> Contract:
    """The contract of the model."""
    model = read_ast("boxes.json", ast)
    return compile_files(model_files(model, SERVICE, protocol, preferred_protocol), protocol)
