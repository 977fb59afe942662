"""JSON, XML and forms laid out in lines: a line for each member, all that it holds as it was sent.

The line of the member that a finding is about is marked.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shapeproof.wire.aws_xml.xml_text import parse_xml
from shapeproof.wire.interface import UnreadableError

LONGEST = 40_000
"""Longer bodies are not laid out."""
_INDENT = "  "
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
_XML_TOKEN = re.compile(
    r"""<\?.*?\?>                             # an instruction may hold what looks like a tag
      | <(?: "[^"]*" | '[^']*' | [^"'>] )*>   # and so may the value of an attribute
      | [^<]+""",
    re.VERBOSE | re.DOTALL,
)
_FORM = re.compile(r"[\w.%-]+=[^&<{\s]*(?:&[\w.%-]+=[^&<{\s]*)+")
_LONG = 10
"""Digits of a number that is no index of a list."""
_OUTER = 3
"""Elements of XML around what a pointer is into: the root, and wrappers."""


@dataclass(frozen=True)
class BodyLine:
    """A line of a body; ``at_place`` says that the finding is about what it holds."""

    text: str
    at_place: bool = False


def laid_out(body: str, place: Sequence[str]) -> list[BodyLine] | None:
    """The lines of a body; None where it is in none of these forms, or too long.

    ``place`` is the pointer of a member. Its letter case may differ from that in the body.
    """
    if len(body) > LONGEST:
        return None
    wanted = [each.lower() for each in place]
    if _is_json(body):
        return list(_JsonLayout(wanted).lines(_JSON_TOKEN.findall(body)))
    if _is_xml(body):
        return list(_XmlLayout(wanted).lines(_XML_TOKEN.findall(body)))
    if _FORM.fullmatch(body):
        return list(_form_lines(body, wanted))
    return None


def _is_json(body: str) -> bool:
    if not body.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _is_xml(body: str) -> bool:
    if not body.lstrip().startswith("<") or "<!" in body:
        return False
    try:
        parse_xml(body.encode())
    except (UnreadableError, UnicodeEncodeError):
        return False
    return True


def _form_lines(body: str, place: Sequence[str]) -> Iterator[BodyLine]:
    """A line for each pair. A pointer has indices from 0, a form from 1."""
    wanted = ".".join(str(int(each) + 1) if _is_index(each) else each for each in place)
    for number, each in enumerate(body.split("&")):
        name = each.partition("=")[0].lower().replace(".member.", ".").replace(".entry.", ".")
        yield BodyLine(("&" if number else "") + each, bool(wanted) and name == wanted)


@dataclass
class _JsonLayout:
    """``_path`` is where it is: names, and indices of lists."""

    place: Sequence[str]
    _path: list[str | int] = field(default_factory=list)

    def lines(self, tokens: Sequence[str]) -> Iterator[BodyLine]:
        """The lines of a text that is JSON."""
        line, at_place = "", False
        for index, token in enumerate(tokens):
            before = tokens[index - 1] if index else ""
            following = tokens[index + 1] if index + 1 < len(tokens) else ""
            ends = token in ("]", "}") and before not in ("[", "{")
            if ends:
                yield BodyLine(line, at_place)
            self._follow(token, following)
            if ends:
                line, at_place = self._indent, False
            line += ": " if token == ":" else token
            if following != ":" and token not in ("]", "}", ","):
                at_place = at_place or self._is_at(token)
            if token == "," or (token in ("[", "{") and following not in ("]", "}")):
                yield BodyLine(line, at_place)
                line, at_place = self._indent, False
        yield BodyLine(line, at_place)

    def _follow(self, token: str, following: str) -> None:
        """Go on to where a token leads."""
        if token in ("]", "}"):
            self._path.pop()
        elif token in ("[", "{"):
            self._path.append(0 if token == "[" else "")
        elif token == "," and isinstance(self._path[-1], int):
            self._path[-1] += 1
        elif following == ":":
            self._path[-1] = str(json.loads(token)).lower()

    @property
    def _indent(self) -> str:
        return _INDENT * len(self._path)

    def _is_at(self, token: str) -> bool:
        path = self._path[:-1] if token in ("[", "{") else self._path
        if not path or len(path) != len(self.place):
            return False
        pairs = zip(path, self.place, strict=True)
        return all(wanted in (str(one), "*") for one, wanted in pairs)


@dataclass
class _XmlLayout:
    """``_path`` has the open elements, each with its position among those of its name."""

    place: Sequence[str]
    _path: list[tuple[str, int]] = field(default_factory=list)
    _seen: list[Counter[str]] = field(default_factory=lambda: [Counter()])

    def lines(self, tokens: Sequence[str]) -> Iterator[BodyLine]:
        """The lines of a text that is XML."""
        line, at_place = "", False
        opened = ""
        for token in tokens:
            if not token.strip() and not opened:
                continue
            if token.startswith("</"):
                if not opened:
                    yield from [BodyLine(line, at_place)] if line.strip() else []
                    line, at_place = _INDENT * (len(self._path) - 1), False
                line += token
                self._path.pop()
                self._seen.pop()
                opened = ""
            elif token.startswith("<"):
                yield from [BodyLine(line, at_place)] if line.strip() else []
                line = _INDENT * len(self._path) + token
                opened, at_place = self._open(token)
            else:
                line += token
        yield BodyLine(line, at_place)

    def _open(self, token: str) -> tuple[str, bool]:
        """Go into an element: its name, empty for one without content; whether it is the place."""
        if token.startswith("<?"):
            return "", False
        name = token.strip("</>").split()[0].rpartition(":")[2].lower()
        position = self._seen[-1][name]
        self._seen[-1][name] += 1
        path = [*self._path, (name, position)]
        at_place = bool(self.place) and any(
            _is_way(path[start:], self.place) for start in range(min(_OUTER, len(path)))
        )
        if token.endswith("/>"):
            return "", at_place
        self._path.append((name, position))
        self._seen.append(Counter())
        return name, at_place


def _is_way(path: Sequence[tuple[str, int]], place: Sequence[str]) -> bool:
    """Whether a pointer leads to an element; elements of a list may stand in one for the list."""
    if not path or not place:
        return not path and not place
    (name, position), wanted = path[0], place[0]
    if _is_index(wanted):
        return int(wanted) == position and _is_way(path[1:], place[1:])
    if wanted != name:
        return False
    is_flat = len(place) > 1 and place[1] == str(position)
    return _is_way(path[1:], place[1:]) or (is_flat and _is_way(path[1:], place[2:]))


def _is_index(token: str) -> bool:
    return token.isdecimal() and len(token) < _LONG
