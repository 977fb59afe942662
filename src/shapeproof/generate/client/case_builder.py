"""Makes the replies of a service to the calls of one operation, and cases for clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.shape import Shape
from shapeproof.contract.shape_walks import ANY_ELEMENT
from shapeproof.exchange import (
    Case,
    ClientCase,
    ClientFamily,
    ExpectedError,
    Fault,
    HttpResponse,
    Outcome,
    Reply,
    case_id,
)
from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.generate.cases.places import has_body_members, planted
from shapeproof.generate.client.reading import as_read, readable
from shapeproof.generate.client.replies import is_bodiless, reply_of
from shapeproof.generate.client.selection import exemplars
from shapeproof.generate.semantics import Fitting
from shapeproof.generate.values.plain import PlainValues
from shapeproof.generate.values.written import as_written, without_empty_flat
from shapeproof.wire import Codec
from shapeproof.wire.interface import MessageKind

Params = Mapping[str, Any]


def _go_on() -> None:
    """There is no bound."""


@dataclass(frozen=True)
class ClientCaseBuilder:
    """Makes replies to one operation and cases of them; outputs are in the API view.

    ``asked`` are the parameters that the replies answer, None for the plain ones. ``among`` are the
    names of the operations that are played, None for all. ``check`` is called for each case that is
    made, and raises where no time is left.
    """

    contract: Contract
    operation: Operation
    codec: Codec
    asked: Params | None = None
    among: tuple[str, ...] | None = None
    check: Callable[[], None] = _go_on

    def answering(self, params: Params) -> ClientCaseBuilder:
        """The builder whose replies fit parameters: itself, where they depend on none."""
        return replace(self, asked=params) if self.fitting.depends_on_request else self

    @cached_property
    def fitting(self) -> Fitting:
        """Fits parameters and outputs to each other."""
        return Fitting(self.operation)

    @cached_property
    def params(self) -> Params:
        """The parameters that the replies answer.

        The plain ones are those that are required, and those of which outputs hold digests.
        """
        if self.asked is not None:
            return self.fitting.params(self.asked)
        base: Any = self.requests.minimal
        root = self.operation.request
        for place in self.fitting.sources:
            tokens = tuple("0" if token == ANY_ELEMENT else token for token in place)
            try:
                value = PlainValues(root).value(Shape.of(root).at(tokens))
            except KeyError:  # the overlay names what this version of the service lacks
                continue
            base = planted(root, base, tokens, value)
        return self.fitting.params(base)

    @property
    def root(self) -> Schema:
        """The schema of the response."""
        return self.operation.response

    @property
    def shape(self) -> Shape:
        """The shape of the response."""
        return Shape.of(self.root)

    @cached_property
    def requests(self) -> CoverageCases:
        """The coverage of the requests."""
        return CoverageCases(self.contract, self.operation)

    @cached_property
    def coverage(self) -> tuple[Case, ...]:
        """The cases that a server is given."""
        return tuple(self._checked(self.requests.all()))

    def _checked(self, cases: Iterator[Case]) -> Iterator[Case]:
        for case in cases:
            self.check()
            yield case

    @cached_property
    def exemplars(self) -> tuple[str, ...]:
        """The operations that are tried at length."""
        return exemplars(self.contract, self.among)

    @property
    def at_length(self) -> bool:
        """Whether this is one of them."""
        return self.operation.name in self.exemplars

    @cached_property
    def position(self) -> int:
        """The place of the operation among all of the service, by name."""
        return sorted(self.contract.operations).index(self.operation.name)

    @cached_property
    def full(self) -> dict[str, Any]:
        """The plain output with every member."""
        return readable(self.root, PlainValues(self.root, full=True).value())

    @cached_property
    def minimal(self) -> dict[str, Any]:
        """The plain output with what is required."""
        return readable(self.root, PlainValues(self.root).value())

    @cached_property
    def plain(self) -> Reply:
        """The reply that holds the full output."""
        return reply_of(self.response(self.full))

    @cached_property
    def plain_output(self) -> dict[str, Any]:
        """What a client reads of the plain reply."""
        return self.read(self.full)

    @property
    def is_head(self) -> bool:
        """Whether no answer has a body."""
        return self.operation.http.method == "HEAD"

    @cached_property
    def payload(self) -> str | None:
        """The member that is the whole body, None where the body is an object of members."""
        return self.shape.payload

    @cached_property
    def has_structure(self) -> bool:
        """Whether a success has a body that is a structure of members."""
        if self.is_head or is_bodiless(self.operation.http.status):
            return False
        if self.payload is None:
            return has_body_members(self.root)
        return self.shape.member(self.payload).is_structure

    def response(self, output: Params) -> HttpResponse:
        """The success that holds a readable output; what cannot be written is replaced."""
        output = self.writable(output)
        self.check()
        encoded = self.codec.encode_response(self.contract, self.operation, output)
        return replace(encoded, body=b"") if self.is_head else encoded

    def writable(self, output: Params) -> Params:
        """An output without the characters that no reply of the protocol holds.

        Its digests and addresses fit.
        """
        written: Params = as_written(self.codec, MessageKind.OUTPUT, self.root, output)
        return self.fitted(written)

    def fitted(self, output: Params) -> Params:
        """An output with the digests and addresses that are due."""
        return self.fitting.output(output, self.params if self.fitting.depends_on_request else {})

    def read(self, output: Params, response: HttpResponse | None = None) -> dict[str, Any]:
        """What a client reads of the reply that holds a readable output."""
        reply = reply_of(self.response(output) if response is None else response)
        assert reply.response is not None
        told = without_empty_flat(self.codec, self.root, self.writable(output))
        return as_read(self.root, told, reply.response, head=self.is_head)

    def case(
        self,
        family: ClientFamily,
        label: str,
        *replies: Reply,
        outcome: Outcome,
        pointer: str = "",
        params: Params | None = None,
        output: Any = None,
        error: ExpectedError | None = None,
        attempts: tuple[int, int | None] = (1, 1),
        fault: Fault | None = None,
        paginate: bool = False,
    ) -> ClientCase:
        """A case of the operation; without parameters with those that its replies answer."""
        return ClientCase(
            id=case_id(self.operation.name, family, pointer, label),
            operation=self.operation.name,
            family=family,
            pointer=pointer,
            params=self.params if params is None else self.fitting.params(params),
            replies=replies,
            outcome=outcome,
            output=output,
            error=error,
            attempts=attempts,
            fault=fault,
            paginate=paginate,
            label=label,
        )
