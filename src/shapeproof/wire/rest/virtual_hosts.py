"""Requests whose host stands for a label of the path: ``bucket.s3.amazonaws.com``.

Smithy's endpoint rules move a label at the start of a path into the host where it is a parameter of
theirs (``contextParam`` trait): the path ``/{Bucket}/{Key+}`` becomes ``/{Key+}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import HttpRequest
from shapeproof.wire.members import Bindings
from shapeproof.wire.rest.uri_template import Label, UriTemplate, percent_encode

_ADDRESS = re.compile(r"\[.*\]|\d{1,3}(\.\d{1,3}){3}")


@dataclass(frozen=True)
class VirtualHosts:
    """Finds the label in the hosts of one service.

    ``prefix`` is what the service's own hosts begin with, empty where no label can stand before it.
    """

    prefix: str

    @classmethod
    def of(cls, contract: Contract) -> VirtualHosts:
        """What the model says of a service."""
        prefix = str(contract.metadata.get("endpointPrefix") or "")
        return cls(prefix if _has_label(contract.operations.values()) else "")

    def addressed(self, request: HttpRequest) -> HttpRequest:
        """The request with the label in its path, and without a slash after it alone."""
        if not self.prefix:
            return request
        label = self.label_in(request.header("host") or "")
        path, mark, query = request.target.partition("?")
        if label:
            path = f"/{percent_encode(label)}{path}"
        first, slash, rest = path[1:].partition("/")
        if first and slash and not rest:
            path = f"/{first}"
        return replace(request, target=f"{path}{mark}{query}")

    def label_in(self, host: str) -> str:
        """What stands before the service's own host; empty where nothing does."""
        name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
        if _ADDRESS.fullmatch(name):
            return ""
        parts = name.split(".")
        own = [index for index, part in enumerate(parts) if self._is_own(part.lower())]
        if own:  # the last one: a label may begin like the service
            return ".".join(parts[: own[-1]])
        return ".".join(parts[:-1]) if parts[-1].lower() == "localhost" else ""

    def _is_own(self, part: str) -> bool:
        return part == self.prefix or part.startswith(f"{self.prefix}-")


def _has_label(operations: Iterable[Operation]) -> bool:
    """Whether paths begin with a label that endpoint rules know; all of a service agree."""
    for operation in operations:
        first = UriTemplate.parse(operation.http.uri).segments[0]
        if isinstance(first, Label):
            labels = Bindings.of(operation.request).at("uri")
            return any(
                each.wire_name == first.name and "x-context-param" in each.schema for each in labels
            )
    return False
