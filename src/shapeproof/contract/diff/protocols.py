"""Which of a contract's annotations and metadata travel in which protocol.

Data only: a new protocol is added to the sets of those that read an annotation. A protocol that no
set knows is taken to read everything.
"""

from __future__ import annotations

from collections.abc import Mapping

XML = frozenset({"rest-xml", "query", "ec2"})
HTTP = frozenset({"rest-json", "rest-xml"})
EVERY = XML | HTTP | {"json", "smithy-rpc-v2-cbor"}

MOVES: Mapping[str, frozenset[str]] = {
    "x-location": HTTP,
    "x-location-name": EVERY,
    "x-payload": HTTP,
    "x-host-label": EVERY,
    "x-event-payload": EVERY,
    "x-event-header": EVERY,
    "x-query-name": frozenset({"ec2"}),
    "x-result-wrapper": frozenset({"query"}),
    "x-wrapper": frozenset({"query"}),
    "x-xml-name": XML,
    "x-xml-attribute": XML,
}
FORMATS: Mapping[str, frozenset[str]] = {
    "x-timestamp-format": EVERY,
    "x-flattened": XML,
    "x-xml-namespace": XML,
    "contentMediaType": EVERY,
}
STREAMS: Mapping[str, frozenset[str]] = {
    "x-streaming": EVERY,
    "x-requires-length": EVERY,
}
WIRE = frozenset({*MOVES, *FORMATS, *STREAMS})
"""The annotations that say how a value travels, in any protocol."""

METADATA: Mapping[str, frozenset[str] | None] = {
    "endpointPrefix": None,
    "signingName": None,
    "targetPrefix": frozenset({"json"}),
    "jsonVersion": frozenset({"json"}),
    "xmlNamespace": frozenset({"rest-xml", "query", "ec2"}),
    "awsQueryCompatible": frozenset({"json", "smithy-rpc-v2-cbor"}),
}
"""What of the metadata travels, and in which protocols (None: in all)."""
