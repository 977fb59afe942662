"""Strategies of values, and of what an operation takes and gives."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.generate.strategies.apart import Apart
from shapeproof.generate.strategies.forge import forge_of
from shapeproof.generate.strategies.identity import ByIdentity
from shapeproof.generate.strategies.maker import ROOM, Maker, drawn


def values(schema: Schema, root: Schema | None = None) -> SearchStrategy[Any]:
    """Values of a schema of a contract document; ``root`` is the document, if that is another.

    All constraints are kept by construction, but for a pattern that nothing was found for (then a
    plain word stands there). Values shrink to the plainest, which is that of
    ``shapeproof.generate.plain`` wherever that is legal. Neither schema may be changed afterwards.
    Raises ValueError for a schema that has no finite values.
    """
    if root is None or root is schema:
        return _of_document(schema)
    return _of_maker(forge_of(root).maker(schema))


def requests(contract: Contract, operation: Operation) -> SearchStrategy[dict[str, Any]]:
    """Legal parameters of an operation (API view)."""
    return values(operation.request)


def responses(contract: Contract, operation: Operation) -> SearchStrategy[dict[str, Any]]:
    """Legal outputs of an operation (API view)."""
    return values(operation.response)


def errors(contract: Contract, operation: Operation) -> SearchStrategy[tuple[str, dict[str, Any]]]:
    """Modeled errors of an operation: name and members (API view); nothing where it has none."""
    return st.one_of([_named(each) for each in contract.errors_of(operation)])


def _named(error: ErrorContract) -> SearchStrategy[tuple[str, dict[str, Any]]]:
    return st.tuples(st.just(error.name), values(error.schema))


@st.composite
def _made(draw: DrawFn, maker: Maker) -> Any:
    return drawn(maker, Apart(draw), ROOM)


def _of_maker(maker: Maker) -> SearchStrategy[Any]:
    return _made(maker)


def _new_strategy(document: Schema) -> SearchStrategy[Any]:
    return _of_maker(forge_of(document).maker(document, at_root=True))


_of_document: ByIdentity[Schema, SearchStrategy[Any]] = ByIdentity(_new_strategy, 512)
