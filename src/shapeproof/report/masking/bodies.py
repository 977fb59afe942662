"""Masks sensitive values in bodies: in JSON by their place, in other texts by the names before
them.

JSON is read token by token, without recursion: it may be nested to any depth, hold a name twice, or
turn out not to be JSON.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote_plus

from shapeproof.contract.sensitive_places import SensitivePlace
from shapeproof.report.masking.encodings import MASK, EncodedSecrets

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_BYTES = re.compile(r"\[\s*\d{1,3}(?:\s*,\s*\d{1,3}){3,}\s*\]")
_NOWHERE = SensitivePlace(())
_NO_SECRETS = EncodedSecrets()


def mask_json(text: str, place: SensitivePlace, secrets: EncodedSecrets) -> str:
    """The text with values at sensitive places masked, and secrets wherever else they stand.

    Null, empty values, and values that shapeproof generated are left as they are.
    """
    return "".join(_Reader(text, place, secrets).pieces())


def is_open(text: str, secrets: EncodedSecrets) -> bool:
    """Whether no string of the JSON can be a secret; it is read by tokens where that is unsure."""
    return "\\" not in text and secrets.hide(text) == text


@dataclass
class _Frame:
    """An object or a list that is open, and the place of the value that is being read."""

    place: SensitivePlace
    is_object: bool
    value: SensitivePlace
    expects_key: bool = True


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
            if self._is_key(token):
                yield self._key(token)
            elif token in ",:":
                self._separate(token)
                yield token
            elif token in "}]":
                if self.frames:
                    self.frames.pop()
                yield token
            elif self._place().sensitive:
                position = _end_of_value(match, tokens)
                yield self._sensitive(self.text[match.start() : position])
            elif token == "[" and self._is_secret_data(match.start()):
                position = _end_of_value(match, tokens)
                yield f'["{MASK}"]'
            else:
                yield self._open(token)
        yield self.text[position:]

    def _is_secret_data(self, start: int) -> bool:
        """Whether a list of numbers begins here that are the bytes of a secret."""
        listed = _BYTES.match(self.text, start)
        return listed is not None and self.secrets.hide(listed[0]) != listed[0]

    def _place(self) -> SensitivePlace:
        return self.frames[-1].value if self.frames else self.top

    def _is_key(self, token: str) -> bool:
        frame = self.frames[-1] if self.frames else None
        return frame is not None and frame.is_object and frame.expects_key and token[0] == '"'

    def _key(self, token: str) -> str:
        """A name of a member stays as it is; any other key may be a secret."""
        frame, name = self.frames[-1], _string(token)
        frame.expects_key, frame.value = False, frame.place.member(name)
        return token if frame.place.declares(name) else self._searched(token)

    def _separate(self, token: str) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is not None and token == "," and frame.is_object:
            frame.expects_key, frame.value = True, _NOWHERE

    def _sensitive(self, text: str) -> str:
        if self.secrets.is_readable(text):
            return text
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return f'"{MASK}"'
        return text if self._place().consists_of(value, self.secrets.is_generated) else f'"{MASK}"'

    def _open(self, token: str) -> str:
        if token in "{[":
            place = self._place()
            inner = _NOWHERE if token == "{" else place.item()
            self.frames.append(_Frame(place, token == "{", inner))
            return token
        if token[0] != '"':
            return token if self.secrets.hide(token) == token else f'"{MASK}"'
        return self._searched(token)

    def _searched(self, token: str) -> str:
        value = _string(token)
        hidden = self.secrets.hide(value)
        return token if hidden == value else json.dumps(hidden, ensure_ascii=False)


def _end_of_value(first: re.Match[str], tokens: Iterator[re.Match[str]]) -> int:
    """Read the rest of a value, of which the first token is read; its end."""
    depth, match = 0, first
    while True:
        depth += (match[0] in ("{", "[")) - (match[0] in ("}", "]"))
        following = next(tokens, None) if depth > 0 else None
        if following is None:
            return match.end()
        match = following


def _string(token: str) -> str:
    if len(token) > 1 and token[-1] == '"' and "\\" not in token:
        return token[1:-1]
    try:
        value = json.loads(token, strict=False)
    except ValueError:
        return token.strip('"')
    return value if isinstance(value, str) else token


_PLAIN = r"""(?:"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|'[^'\\]*(?:\\.[^'\\]*)*(?:'|\\?\Z))"""
_ESCAPED = r"""(?:(?P<escape>\\+)["'].*?(?:(?<!\\)(?P=escape)["']|\Z))"""
_NESTED = r"(?:[\[{].*)"
_BARE = r"""(?:[^\s,}\]"'\[{]+)"""


def mask_pairs(text: str, names: Collection[str], secrets: EncodedSecrets = _NO_SECRETS) -> str:
    """Mask what follows ``"name":`` (or ``=``), quoted or escaped in any way.

    An object or a list is masked to the end of the text, as its end cannot be found reliably.
    """
    if not names:
        return text

    def masked(match: re.Match[str]) -> str:
        value = match["value"]
        return match[0] if secrets.is_readable(value) else f'{match["start"]}"{MASK}"'

    return _pair(frozenset(names)).sub(masked, text)


def mask_body(text: str, names: Collection[str], secrets: EncodedSecrets = _NO_SECRETS) -> str:
    """Mask pairs, XML elements and form fields of these names."""
    if not names:
        return text

    def masked(match: re.Match[str]) -> str:
        readable = secrets.is_readable(html.unescape(match["inner"]))
        return match[0] if readable else f"{match['start']}{MASK}{match['end']}"

    wanted = frozenset(names)
    text = _element(wanted).sub(masked, mask_pairs(text, wanted, secrets))
    return mask_fields(text, wanted, secrets)


def mask_fields(text: str, names: Collection[str], secrets: EncodedSecrets = _NO_SECRETS) -> str:
    """Mask the values of fields ``name=value`` joined by ``&``.

    Of a dotted name each part counts.
    """
    wanted = {each.casefold() for each in names}
    return "&".join(_masked_field(each, wanted, secrets) for each in text.split("&"))


def _masked_field(text: str, wanted: set[str], secrets: EncodedSecrets) -> str:
    name, equals, value = text.partition("=")
    parts = unquote_plus(name).casefold().strip().split(".")
    if not equals or wanted.isdisjoint(parts) or secrets.is_readable(unquote_plus(value)):
        return text
    return f"{name}={MASK}"


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
    return re.compile(rf"{start}(?P<inner>.*?){end}", re.DOTALL | re.IGNORECASE)
