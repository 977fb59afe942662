"""Which operation an HTTP request is for (Smithy ``http`` trait)."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.contract.model import Operation
from shapeproof.exchange import HttpRequest
from shapeproof.wire.uri_template import UriTemplate, split_path, split_query


class HttpRouter:
    """Finds operations by method and path; the most specific template wins."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        bound = [(UriTemplate.parse(each.http.uri), each) for each in operations]
        bound.sort(key=lambda each: each[0].specificity)
        self._by_method: dict[str, list[tuple[UriTemplate, Operation]]] = {}
        for template, operation in bound:
            self._by_method.setdefault(operation.http.method, []).append((template, operation))

    def operation_of(self, request: HttpRequest) -> Operation | None:
        """The operation of a request, None where none is bound to its method and path."""
        path, _, query = request.target.partition("?")
        if not path.startswith("/"):
            return None
        segments, pairs = split_path(path), split_query(query)
        for template, operation in self._by_method.get(request.method, ()):
            if template.match_parts(segments, pairs) is not None:
                return operation
        return None
