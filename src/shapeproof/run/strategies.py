"""Hypothesis strategies by the names of service and operation: part of ``import shapeproof``.

::

    @given(shapeproof.requests("SERVICE", "Operation"))
    def test_create(params): ...
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from shapeproof.contract.model import Contract, Schema
from shapeproof.exchange import Fault
from shapeproof.generate import strategies
from shapeproof.run.contracts import ContractSources, load, named_operation
from shapeproof.wire.interface import MessageKind
from shapeproof.wire.registry import codec_for

View = Literal["api", "wire"]
"""Names and encodings as in boto3, or those of the JSON body on the wire."""


def load_contract(service: str, folder: Path | None = None) -> Contract:
    """The contract of a service, as every command finds it.

    From the path ``folder`` where one is given: what ``shapeproof contract pin`` has written, the
    data of any botocore, a ``service-2.json`` or a Smithy JSON AST. Else from the user's own
    ``./contracts``, those that come with shapeproof, or the installed botocore's model. Raises
    UnknownService, BadUsage and BrokenContract.
    """
    return load(service, ContractSources(folder))


def requests(service: str, operation: str, view: View = "api") -> SearchStrategy[Any]:
    """Legal requests of an operation: parameters, or JSON bodies with ``view="wire"``.

    The operation is named as in the API or as in Python. A body that the model does not describe
    as JSON is None. Raises UnknownService, UnknownOperation and, for the wire view,
    UnsupportedProtocol.
    """
    contract, found = named_operation(service, operation)
    return _viewed(contract, found.request, view, MessageKind.REQUEST)


def responses(service: str, operation: str, view: View = "api") -> SearchStrategy[Any]:
    """Legal responses of an operation: outputs, or JSON bodies; as for ``requests``."""
    contract, found = named_operation(service, operation)
    return _viewed(contract, found.response, view, MessageKind.OUTPUT)


def errors(service: str, operation: str) -> SearchStrategy[tuple[str, dict[str, Any]]]:
    """Modeled errors of an operation: name and members (API view); nothing where it has none."""
    return strategies.errors(*named_operation(service, operation))


def invalid_requests(service: str, operation: str) -> SearchStrategy[tuple[dict[str, Any], Fault]]:
    """Requests (API view) with exactly one fault, and that fault; nothing where none is possible.

    The fault's pointer leads to its place; correcting that place makes the request legal.
    """
    return strategies.invalid_requests(*named_operation(service, operation))


def invalid_responses(service: str, operation: str) -> SearchStrategy[tuple[dict[str, Any], Fault]]:
    """Responses (API view) with exactly one fault, and that fault; as for ``invalid_requests``."""
    return strategies.invalid_responses(*named_operation(service, operation))


def _viewed(
    contract: Contract, schema: Schema, view: View, kind: MessageKind
) -> SearchStrategy[Any]:
    if view == "api":
        return strategies.values(schema)
    return _wire(contract.protocol, contract.service, kind)(schema)


@lru_cache(maxsize=32)
def _wire(
    protocol: str, service: str, kind: MessageKind
) -> Callable[[Schema], SearchStrategy[Any]]:
    codec = codec_for(protocol, service)
    made: dict[int, tuple[Schema, SearchStrategy[Any]]] = {}

    def strategy(schema: Schema) -> SearchStrategy[Any]:
        """Made once; keeps the schema alive, so that its identity is not reused."""
        if id(schema) not in made:
            body = codec.body_schema(schema, kind)
            made[id(schema)] = (schema, st.none() if body is None else strategies.values(body))
        return made[id(schema)][1]

    return strategy
