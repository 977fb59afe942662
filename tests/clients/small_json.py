"""The small client for services that speak AWS JSON 1.0 and 1.1 (Smithy 2.0)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .small_client import SmallClient
from .small_encoding import Request
from .small_model import Operation
from .small_parsing import Reply


class JsonWire(SmallClient):
    """All members travel in the body of a POST, which names the operation in a header."""

    def encode(self, operation: Operation, params: Mapping[str, Any]) -> Request:
        metadata = self.model.service["metadata"]
        document = self.structure(self.model.shape(operation.input), params, 0)
        return Request(
            method="POST",
            target="/",
            headers=(
                ("X-Amz-Target", f"{metadata['targetPrefix']}.{operation.name}"),
                ("Content-Type", f"application/x-amz-json-{metadata['jsonVersion']}"),
            ),
            body=self.dump(self.finished(operation, document, params)),
        )

    def code_in_header(self, reply: Reply) -> str | None:
        return None
