"""Makes the members of parameters and outputs fit each other: digests and addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Operation, Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.semantics import DigestOf
from shapeproof.contract.shape import Shape
from shapeproof.contract.shape_walks import ANY_ELEMENT, distinct
from shapeproof.generate.semantics.addresses import STAND_IN_ORIGIN, addressed
from shapeproof.generate.semantics.choices import with_choices
from shapeproof.generate.semantics.digests import digest_of

Params = Mapping[str, Any]

_LEFT = object()
"""What a digest is due of is not known: it stays as it is."""


@dataclass(frozen=True)
class Fitting:
    """Fits the values of one operation; ``origin`` is where its addresses lead.

    With ``keep_urls`` those that are URLs of some server already are left alone. Values of a
    contract that has neither digests nor addresses are returned as they are.
    """

    operation: Operation
    origin: str = STAND_IN_ORIGIN
    keep_urls: bool = False

    @property
    def depends_on_request(self) -> bool:
        """Whether outputs hold digests of parameters."""
        return bool(self.sources)

    @cached_property
    def sources(self) -> tuple[Tokens, ...]:
        """The places in parameters of which outputs hold digests; ``*`` stands for any element."""
        return _meaning(self.operation.response).sources

    def params(self, params: Params) -> Params:
        """Parameters with the addresses of this origin."""
        params = with_choices(self.operation.request, params)
        if not _meaning(self.operation.request).is_any:
            return params
        fitted: Params = self._fitted(self.operation.request_shape, params, {})
        return fitted

    def output(self, output: Params, params: Params) -> Params:
        """An output to these parameters with the addresses of this origin and its digests.

        A digest is there if what it is of is there. What is of a wrong type stays as it is.
        """
        output = with_choices(self.operation.response, output, nulls=True)
        meaning = _meaning(self.operation.response)
        if not meaning.is_any and not self._tells_endpoints:
            return output
        fitted: Params = self._fitted(self.operation.response_shape, output, params)
        return self._with_endpoints(fitted) if self._tells_endpoints else fitted

    @property
    def _tells_endpoints(self) -> bool:
        """Whether SDKs ask the operation for endpoints (``endpointoperation`` of the model)."""
        return bool(self.operation.traits.get("endpointoperation"))

    def _with_endpoints(self, output: Params) -> Params:
        """The ``Address`` of each of the ``Endpoints``, by which SDKs go on (botocore)."""
        listed = output.get("Endpoints")
        if not isinstance(listed, Sequence) or isinstance(listed, str):
            return output
        host = self.origin.partition("//")[2]
        told = [
            {**each, "Address": host}
            if isinstance(each, Mapping) and isinstance(each.get("Address"), str)
            else each
            for each in listed
        ]
        return {**output, "Endpoints": told}

    def _fitted(self, shape: Shape, value: Any, params: Params) -> Any:
        if shape.address_form is not None:
            is_kept = self.keep_urls and isinstance(value, str) and "://" in value
            return value if is_kept else addressed(shape, value, self.origin)
        if isinstance(value, Mapping):
            made = {
                name: self._fitted(shape.member(name), each, params) for name, each in value.items()
            }
            return self._with_digests(shape, made, params) if shape.is_structure else made
        if isinstance(value, list | tuple):
            return [self._fitted(shape.item, each, params) for each in value]
        return value

    def _with_digests(self, shape: Shape, value: dict[str, Any], params: Params) -> dict[str, Any]:
        for name, member in shape.members.items():
            stated = member.digest
            if stated is None or not isinstance(value.get(name, ""), str | None):
                continue
            found = self._digest(shape, value, stated, params)
            if found is None:
                value.pop(name, None)
            elif found is not _LEFT:
                value[name] = found
        return value

    def _digest(self, shape: Shape, value: Params, stated: DigestOf, params: Params) -> Any:
        """A digest, None where it is of nothing, ``_LEFT`` where no one can tell it."""
        if stated.sibling is not None:
            source, held = shape.member(stated.sibling), value.get(stated.sibling)
        else:
            tokens, source = stated.request or (), self.operation.request_shape
            for token in tokens:
                source = source.child(token)
            held = _looked_up(params, tokens, stated.by, value)
        if held is _LEFT:
            return held
        if held is None or held == {}:
            return None
        digest = digest_of(stated.algorithm, source, held)
        return _LEFT if digest is None else digest


def _looked_up(params: Any, tokens: Sequence[str], by: str | None, beside: Params) -> Any:
    """The value at a place of parameters; of several elements the one that is tied by a member."""
    for token in tokens:
        if token == ANY_ELEMENT:
            same = [
                each
                for each in (params if isinstance(params, list | tuple) else ())
                if isinstance(each, Mapping) and by is not None and each.get(by) == beside.get(by)
            ]
            if not same:
                return _LEFT
            params = same[-1]
        elif isinstance(params, Mapping):
            params = params.get(token)
        else:
            return None
    return params


@dataclass(frozen=True)
class _Meaning:
    """What a document has of digests and addresses."""

    is_any: bool
    sources: tuple[Tokens, ...]


def _found_in(root: Schema) -> _Meaning:
    shapes = list(distinct(Shape.of(root)))
    digests = [each.digest for each in shapes if each.digest is not None]
    requested = dict.fromkeys(each.request for each in digests if each.request is not None)
    addresses = any(each.address_form for each in shapes)
    return _Meaning(bool(digests) or addresses, tuple(requested))


_meaning: IdentityCache[Schema, _Meaning] = IdentityCache(_found_in)
