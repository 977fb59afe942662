"""Request targets: percent-encoding, query strings and the URI templates of operations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import quote, unquote


def percent_encode(text: str, keep: str = "") -> str:
    """Encode all but unreserved characters (``A-Za-z0-9-._~``) and those to keep.

    Lone surrogates, which UTF-8 has no bytes for, are encoded as if it had.
    """
    return quote(text, safe=keep, errors="surrogatepass")


def percent_decode(text: str) -> str:
    """Decode; bytes that are not UTF-8 become U+FFFD, and a ``+`` stays a ``+``."""
    return unquote(text, errors="replace")


Pairs = tuple[tuple[str, str], ...]
"""Names and values in their order, decoded; a name may repeat."""


def join_query(pairs: Iterable[tuple[str, str]]) -> str:
    """The query string of pairs, percent-encoded; a space is ``%20``."""
    return "&".join(f"{percent_encode(name)}={percent_encode(value)}" for name, value in pairs)


def split_query(query: str) -> Pairs:
    """The pairs of a query string; a name without ``=`` has the empty value."""
    parts = (part.partition("=") for part in query.split("&") if part)
    return tuple((percent_decode(name), percent_decode(value)) for name, _, value in parts)


_END = 3
"""The rank of the end of a template: ``/a/{b+}/c`` is more specific than ``/a/{b+}``."""
_LABEL = re.compile(r"\{([^{}]+?)(\+?)\}")


@dataclass(frozen=True)
class Label:
    """A segment that a value fills in; a greedy one holds slashes and may span many segments."""

    name: str
    greedy: bool = False

    def expand(self, values: Mapping[str, str]) -> str:
        """The encoded value; empty where there is none."""
        return percent_encode(values.get(self.name, ""), keep="/" if self.greedy else "")


@dataclass(frozen=True)
class UriTemplate:
    """A parsed template: segments, each a literal or a label, and a literal query string."""

    segments: tuple[str | Label, ...]
    query: str = ""

    @classmethod
    def parse(cls, template: str) -> UriTemplate:
        """Parse ``/path/{label}/{greedy+}?name=value``; a label is a whole segment."""
        path, _, query = template.partition("?")
        return cls(tuple(map(_segment, path.removeprefix("/").split("/"))), query)

    def expand(self, values: Mapping[str, str], query: str = "") -> str:
        """Path and query, with values by label and more query after the template's own."""
        path = "/" + "/".join(
            segment if isinstance(segment, str) else segment.expand(values)
            for segment in self.segments
        )
        queries = "&".join(filter(None, (self.query, query)))
        return f"{path}?{queries}" if queries else path

    def match(self, target: str) -> dict[str, str] | None:
        """The decoded labels of a raw path, None where it does not match.

        An empty label matches nothing. The template's literal query parameters must be there.
        """
        path, _, query = target.partition("?")
        if not path.startswith("/"):
            return None
        return self.match_parts(split_path(path), split_query(query))

    def match_parts(self, segments: Sequence[str], query: Pairs) -> dict[str, str] | None:
        """The same for the decoded segments of a path and the pairs of its query."""
        labels = self._match_segments(segments)
        return labels if labels is None or self._literals.issubset(query) else None

    @property
    def specificity(self) -> tuple[object, ...]:
        """A sort key: of the templates that match a path, the first in order wins.

        A literal goes before a label, a label before a greedy one, any of them before the end of
        a template, more query before less.
        """
        ranks = (0 if isinstance(segment, str) else 1 + segment.greedy for segment in self.segments)
        return (*ranks, _END), -len(split_query(self.query))

    @cached_property
    def _literals(self) -> frozenset[tuple[str, str]]:
        return frozenset(split_query(self.query))

    @cached_property
    def _has_greedy(self) -> bool:
        return any(isinstance(each, Label) and each.greedy for each in self.segments)

    def _match_segments(self, found: Sequence[str]) -> dict[str, str] | None:
        spare = len(found) - len(self.segments)
        if spare < 0 or (spare and not self._has_greedy):
            return None
        labels: dict[str, str] = {}
        position = 0
        for segment in self.segments:
            width = 1 + spare if isinstance(segment, Label) and segment.greedy else 1
            value = "/".join(found[position : position + width])
            position += width
            if isinstance(segment, Label) and value:
                labels[segment.name] = value
            elif segment != value:
                return None
        return labels if position == len(found) else None


def split_path(path: str) -> list[str]:
    """The decoded segments of a path that begins with a slash."""
    return [percent_decode(each) for each in path[1:].split("/")]


def matches(template: str, path: str) -> dict[str, str] | None:
    """The percent-decoded labels by name if a raw path matches a template, else None.

    A query string may follow the path; it counts where the template has a literal one.
    """
    return _parsed(template).match(path)


@lru_cache(maxsize=4096)
def _parsed(template: str) -> UriTemplate:
    return UriTemplate.parse(template)


def _segment(text: str) -> str | Label:
    label = _LABEL.fullmatch(text)
    return Label(label[1], bool(label[2])) if label else text
