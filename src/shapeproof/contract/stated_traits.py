"""What a schema states beyond its type, in the words of Smithy's traits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from shapeproof.contract.resolve import Schema
from shapeproof.contract.semantics import ChosenBy, DigestOf


@dataclass(frozen=True)
class _Flag:
    """Whether a schema states a keyword."""

    keyword: str

    def __get__(self, stated: StatedTraits, owner: type) -> bool:
        return bool(stated.schema.get(self.keyword))


class StatedTraits:
    """The traits of a shape: each a keyword of its schema. ``Shape`` has them all."""

    @cached_property
    def schema(self) -> Schema:
        """The schema, with its reference followed."""
        raise NotImplementedError

    is_sparse = _Flag("x-sparse")
    """Whether a list or map may hold nulls."""
    is_flattened = _Flag("x-flattened")
    """Whether the elements of a list or map stand directly where it does (XML, queries)."""
    is_sensitive = _Flag("x-sensitive")
    """Whether reports mask it."""
    is_deprecated = _Flag("deprecated")
    """Whether it is deprecated."""
    is_idempotency_token = _Flag("x-idempotency-token")
    """Whether SDKs fill it in."""
    is_unwrapped = _Flag("x-xml-unwrapped")
    """Whether the one member of a message is its root element (XML)."""
    is_filled_in = _Flag("x-filled-in")
    """Whether SDKs send it on their own account."""
    is_timestamp = _Flag("x-timestamp")
    """Whether it is a timestamp."""

    @cached_property
    def digest(self) -> DigestOf | None:
        """What it is the digest of, None where nothing says that it is one."""
        stated = self.schema.get("x-digest")
        return None if stated is None else DigestOf.of(stated)

    @cached_property
    def chosen_by(self) -> ChosenBy | None:
        """Which member says which of the others is present, None where each may be."""
        stated = self.schema.get("x-chosen-by")
        return None if stated is None else ChosenBy(stated["member"], stated["choices"])

    @property
    def address_form(self) -> str | None:
        """Its form if it is an address of the service: ``url``, ``origin``, ``host``; else None."""
        return self.schema.get("x-address")

    @property
    def encoded_by_sdks(self) -> str | None:
        """How SDKs encode a text that they take as it is: ``base64``, ``percent``, or not."""
        return self.schema.get("x-encoded-by-sdks")

    @property
    def timestamp_format(self) -> str | None:
        """How a timestamp is written on the wire."""
        return self.schema.get("x-timestamp-format")

    is_blob = _Flag("x-blob")
    """Whether it is bytes, as base64 text."""
    is_document = _Flag("x-document")
    """Whether it is any JSON value."""
    is_json_text = _Flag("x-jsonvalue")
    """Whether it is a JSON value that travels as text in a header."""
    is_event_stream = _Flag("x-eventstream")
    """Whether it is a stream of events."""
    is_streaming = _Flag("x-streaming")
    """Whether it is a body that is streamed."""

    @property
    def stated_wire_name(self) -> str | None:
        """The name on the wire that the model states."""
        return self.schema.get("x-location-name")

    @property
    def query_name(self) -> str | None:
        """The name in requests of the ec2 protocol that the model states."""
        return self.schema.get("x-query-name")

    @property
    def payload(self) -> str | None:
        """The name of the member that is the whole body."""
        return self.schema.get("x-payload")
