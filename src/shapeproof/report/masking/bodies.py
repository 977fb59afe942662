"""Masks sensitive values in bodies: in JSON by their place, in other texts by the names before
them.

JSON is read token by token, without recursion: it may be nested to any depth, hold a name twice, or
turn out not to be JSON at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote_plus

from shapeproof.report.masking.encodings import MASK, EncodedSecrets
from shapeproof.report.masking.places import SensitivePlace

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_HARMLESS = frozenset({"null", '""', "{}", "[]"})
_ENOUGH = 3
"""Tokens that tell an empty object or list from any other."""
_NOWHERE = SensitivePlace(())


def mask_json(text: str, place: SensitivePlace, secrets: EncodedSecrets) -> str:
    """The text with what is at sensitive places masked; null and what is empty says nothing."""
    return "".join(_Reader(text, place, secrets).pieces())


@dataclass
class _Frame:
    """An object or a list that is open, and the place of the value that is being read."""

    place: SensitivePlace
    is_object: bool
    value: SensitivePlace
    key_due: bool = True


@dataclass
class _Reader:
    text: str
    top: SensitivePlace
    secrets: EncodedSecrets
    frames: list[_Frame] = field(default_factory=list)

    def pieces(self) -> Iterator[str]:
        position = 0
        tokens = _TOKEN.finditer(self.text)
        for match in tokens:
            yield self.text[position : match.start()]
            position = match.end()
            token = match[0]
            if token in ",:" or self._is_key(token):
                self._punctuate(token)
                yield token
            elif token in "}]":
                if self.frames:
                    self.frames.pop()
                yield token
            elif self._place().sensitive:
                whole, position = _swallow(match, tokens)
                yield whole if whole in _HARMLESS else f'"{MASK}"'
            else:
                yield self._open(token)
        yield self.text[position:]

    def _place(self) -> SensitivePlace:
        return self.frames[-1].value if self.frames else self.top

    def _is_key(self, token: str) -> bool:
        frame = self.frames[-1] if self.frames else None
        return frame is not None and frame.is_object and frame.key_due and token[0] == '"'

    def _punctuate(self, token: str) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is None or token == ":":
            return
        if token != ",":
            frame.key_due, frame.value = False, frame.place.member(_string(token))
        elif frame.is_object:
            frame.key_due, frame.value = True, _NOWHERE

    def _open(self, token: str) -> str:
        if token in "{[":
            place = self._place()
            inner = _NOWHERE if token == "{" else place.item()
            self.frames.append(_Frame(place, token == "{", inner))
            return token
        if token[0] != '"':
            return _quoted_if_changed(token, self.secrets.hide(token))
        value = _string(token)
        hidden = self.secrets.hide(value)
        return token if hidden == value else json.dumps(hidden, ensure_ascii=False)


def _swallow(first: re.Match[str], tokens: Iterator[re.Match[str]]) -> tuple[str, int]:
    """Read one whole value: its first tokens, and where it ends."""
    depth, match, taken = 0, first, [first[0]]
    while True:
        depth += (match[0] in ("{", "[")) - (match[0] in ("}", "]"))
        following = next(tokens, None) if depth > 0 else None
        if following is None:
            return "".join(taken), match.end()
        match = following
        if len(taken) < _ENOUGH:
            taken.append(match[0])


def _quoted_if_changed(token: str, hidden: str) -> str:
    return token if hidden == token else f'"{MASK}"'


def _string(token: str) -> str:
    try:
        value = json.loads(token, strict=False)
    except ValueError:
        return token.strip('"')
    return value if isinstance(value, str) else token


_PLAIN = r"""(?:"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|'[^'\\]*(?:\\.[^'\\]*)*(?:'|\\?\Z))"""
_ESCAPED = r"""(?:(?P<escape>\\+)["'].*?(?:(?<!\\)(?P=escape)["']|\Z))"""
_NESTED = r"(?:[\[{].*)"
_BARE = r"""(?:[^\s,}\]"'\[{]+)"""
_NOTHING = frozenset({"null", "None", '""', "''"})


def mask_pairs(text: str, names: Collection[str]) -> str:
    """Mask what follows ``"name":`` (or ``=``), quoted or escaped in any way.

    An object or a list is masked to the end of the text, since nobody knows where it ends.
    """
    return _pair(frozenset(names)).sub(_masked_pair, text) if names else text


def mask_body(text: str, names: Collection[str]) -> str:
    """Mask pairs, XML elements and form fields of these names."""
    if not names:
        return text
    wanted = frozenset(names)
    text = _element(wanted).sub(rf"\g<start>{MASK}\g<end>", mask_pairs(text, wanted))
    return mask_fields(text, wanted)


def mask_fields(text: str, names: Collection[str]) -> str:
    """Mask the values of fields ``name=value`` joined by ``&``; a dotted name counts in parts."""
    wanted = {each.casefold() for each in names}
    return "&".join(_masked_field(each, wanted) for each in text.split("&"))


def _masked_field(text: str, wanted: set[str]) -> str:
    name, equals, value = text.partition("=")
    parts = unquote_plus(name).casefold().strip().split(".")
    return f"{name}={MASK}" if equals and value and not wanted.isdisjoint(parts) else text


def _masked_pair(match: re.Match[str]) -> str:
    return match[0] if match["value"] in _NOTHING else f'{match["start"]}"{MASK}"'


def _alternatives(names: frozenset[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(names, key=lambda each: (-len(each), each)))


@lru_cache(maxsize=256)
def _pair(names: frozenset[str]) -> re.Pattern[str]:
    start = rf"""(?P<start>["'](?:{_alternatives(names)})\\*["']\s*[:=]\s*)"""
    value = rf"(?P<value>{_PLAIN}|{_ESCAPED}|{_NESTED}|{_BARE})"
    return re.compile(start + value, re.DOTALL | re.IGNORECASE)


@lru_cache(maxsize=256)
def _element(names: frozenset[str]) -> re.Pattern[str]:
    start = rf"(?P<start><(?:[\w.-]+:)?(?P<name>{_alternatives(names)})(?:\s[^<>]*)?>)"
    end = r"(?P<end></(?:[\w.-]+:)?(?P=name)\s*>|\Z)"
    return re.compile(rf"{start}.*?{end}", re.DOTALL | re.IGNORECASE)
