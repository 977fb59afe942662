"""Masks values by the names before them, in texts that are not JSON: broken JSON, XML, forms."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import unquote_plus

from shapeproof.report.spellings import MASK

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
