"""Which operation a method and a raw path belong to, by the ``http`` traits of a service model.

Labels are decoded after the path was split, so that an encoded slash stays inside its label. Greedy
labels and literal queries are not known here; no bundled service has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from shapeproof.mock.backends import UnknownOperationError


@dataclass(frozen=True)
class Route:
    """A URI template, split at its slashes; labels keep their braces."""

    operation: str
    method: str
    segments: tuple[str, ...]

    @classmethod
    def of(cls, operation: str, method: str, uri: str) -> Route:
        """The route of a template such as ``/backend/{appId}``."""
        return cls(operation, method, tuple(uri.lstrip("/").split("/")))

    @property
    def literals(self) -> tuple[bool, ...]:
        """For each segment whether it is a literal."""
        return tuple(not segment.startswith("{") for segment in self.segments)

    def match(self, segments: tuple[str, ...]) -> Mapping[str, str] | None:
        """The labels of a path, or None if it is not of this template."""
        labels = {}
        for wanted, given in zip(self.segments, segments, strict=True):
            if wanted.startswith("{"):
                labels[wanted.strip("{}")] = given
            elif wanted != given:
                return None
        return None if "" in labels.values() else labels


@dataclass(frozen=True)
class Match:
    """An operation and the labels that were in its path."""

    operation: str
    labels: Mapping[str, str]


class Router:
    """Finds the operation for a method and a raw path; literals go before labels."""

    def __init__(self, routes: Iterable[Route]) -> None:
        by_size: dict[tuple[str, int], list[Route]] = defaultdict(list)
        for route in sorted(routes, key=lambda route: route.literals, reverse=True):
            by_size[route.method, len(route.segments)].append(route)
        self._by_size: Mapping[tuple[str, int], list[Route]] = dict(by_size)

    def match(self, method: str, raw_path: str) -> Match:
        """The operation of a request; UnknownOperationError if there is none.

        UnicodeDecodeError for a label that is not UTF-8 after percent-decoding.
        """
        raw_segments = raw_path.removeprefix("/").split("/")
        candidates = self._by_size.get((method, len(raw_segments)), [])
        segments = tuple(_decode(raw) for raw in raw_segments) if candidates else ()
        for route in candidates:
            labels = route.match(segments)
            if labels is not None:
                return Match(route.operation, labels)
        raise UnknownOperationError


def raw_path(environ: Mapping[str, Any]) -> str:
    """The path of a WSGI request as it was sent, still percent-encoded.

    Servers hand it on as RAW_URI or REQUEST_URI. Without these, the decoded PATH_INFO is encoded
    again, and a slash inside a label can no longer be told from one between labels.
    """
    target: str = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    if not target:
        return quote(environ.get("PATH_INFO", "").encode("latin-1", "replace"), safe="/")
    path = target.partition("?")[0]
    scheme, separator, rest = path.partition("://")
    if separator and scheme.lower() in ("http", "https"):
        return "/" + rest.partition("/")[2]
    return path


def _decode(segment: str) -> str:
    # WSGI hands bytes on as latin-1 text (PEP 3333).
    return unquote_to_bytes(segment.encode("latin-1", "replace")).decode()
