"""The sensitive places of one operation: in its request, its response and its errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.report.sensitive import Place

_NOWHERE = Place(())


@dataclass(frozen=True)
class HeaderNames:
    """Lower-case names of sensitive header fields, and what others of them begin with."""

    names: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, documents: tuple[Schema, ...]) -> HeaderNames:
        """The fields that carry sensitive members."""
        bound = list(_bound(documents, "header", "headers"))
        return cls(
            frozenset(name.lower() for name, location in bound if location == "header"),
            tuple(name.lower() for name, location in bound if location == "headers"),
        )

    def __contains__(self, name: str) -> bool:
        lowered = name.lower()
        return lowered in self.names or any(lowered.startswith(each) for each in self.prefixes)


_NO_HEADERS = HeaderNames()


@dataclass(frozen=True)
class OperationPlaces:
    """What of an operation's messages is sensitive.

    ``uri`` is its template, ``labels`` the sensitive labels in it, ``names`` the names of sensitive
    members anywhere in its messages.
    """

    request: Place = _NOWHERE
    response: Place = _NOWHERE
    uri: str = ""
    labels: frozenset[str] = frozenset()
    request_headers: HeaderNames = _NO_HEADERS
    response_headers: HeaderNames = _NO_HEADERS
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, contract: Contract | None, operation: str) -> OperationPlaces:
        """The places of an operation; none where nothing in it is sensitive, or it is not known."""
        found = contract.operations.get(operation) if contract else None
        return cls._of(contract, found) if contract and found else cls()

    @classmethod
    def _of(cls, contract: Contract, operation: Operation) -> OperationPlaces:
        answers = (operation.response, *(each.schema for each in contract.errors_of(operation)))
        request, response = Place.of(operation.request), Place.of(*answers)
        names = request.sensitive_names() | response.sensitive_names()
        if not names and not request.sensitive and not response.sensitive:
            return cls()
        return cls(
            request,
            response,
            operation.http.uri,
            frozenset(name for name, _ in _bound((operation.request,), "uri")),
            HeaderNames.of((operation.request,)),
            HeaderNames.of(answers),
            names,
        )

    @property
    def any_sensitive(self) -> bool:
        """Whether there is anything to mask at all."""
        return self != OperationPlaces()

    def leads_to_secret(self, where: str, pointer: str) -> bool:
        """Whether a finding's place is sensitive; ``where`` tells in which message it lies."""
        in_request = self.request.within(pointer)
        in_response = self.response.within(pointer)
        if where.startswith("request"):
            return in_request
        if where.startswith(("response", "error")):
            return in_response
        return in_request or in_response


def _bound(documents: tuple[Schema, ...], *locations: str) -> Iterator[tuple[str, str]]:
    for document in documents:
        for name, member in document.get("properties", {}).items():
            location = member.get("x-location")
            if location in locations and Place(((document, member),)).sensitive:
                yield member.get("x-location-name", "" if location == "headers" else name), location
