"""Patterns of models come out meaning the same, in Python and in Rust's regular expressions."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import botocore
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.compile.code_points import (
    LAST,
    UNICODE_VERSION,
    category_of,
    complement,
    general_category,
    intersection,
    union,
)
from shapeproof.compile.patterns import Translation, translate

from . import make_unicode_categories

ALPHABETIC = r"\p{IsAlphabetic} is not a general category"
UNSUPPORTED = {
    r"""$|^[0-9\p{IsAlphabetic}+:,.@'" -]*""": ALPHABETIC,
    r"""$|^[0-9\p{IsAlphabetic}+:,.@'" -][0-9\p{IsAlphabetic}+=:,.@'" -]*""": ALPHABETIC,
}
"""The patterns of botocore's that have no translation. Both match every text, by their ``$|``."""

TOO_LARGE_FOR_RUST = {
    r"[\P{M}\p{M}]{0,20000}",
    r"[\p{L}\p{M}\p{Z}\p{N}\p{P}]{0,1024}",
    r"[^\p{C}]{1,2048}",
    r"^[\P{C}\r\n\t]{1,250}$",
}
"""Translations that are well-formed in Rust, and over its limit of size (as ``.{1,65535}`` is)."""

STAYS = [
    "", "a", r"^[a-z\d]+$", r"(?i)ab", r"\w+\s\S", r"[-a]", r"(a||b)", r"a--b&&c", r"[\&&]",
    r"[--a]", r"[a\--]", r"[\[[]", r"\[[a]", r"[^[a]", r"[||a]", r"[^--/]", r"[]-a]", r"\\p{2}",
    r"\\zA", r"[\u0020-\uD7FF]", r"\Aa\Z", r"a*+(?>b)", r"(?P<a>b)(?P=a)",
]  # fmt: skip

EXACT = {
    # Categories and classes
    r"\p{ASCII}{0,9}": r"[\u0000-\u007F]{0,9}",
    r"[\p{Graph}\x20]*": "[ -~]*",
    r"[\p{Upper}\p{Digit}_]+": "[0-9A-Z_]+",
    r"\p{Zs}": r"[ \u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]",
    r"\p{Zl}": r"\u2028",
    r"[^\p{Cc}]+": r"[^\u0000-\u001F\u007F-\u009F]+",
    r"[\P{M}\p{M}]": r"[\s\S]",
    r"[\p{all}]": r"[\s\S]",
    r"[^\p{all}]": r"[^\s\S]",
    r"\h\d\D\w": r"[\t \u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000][0-9][^0-9][0-9A-Z_a-z]",
    r"\p{Blank}\s\S\W": r"[\t ][\t-\r ][^\t-\r ][^0-9A-Z_a-z]",
    r"\p{Blank}.": r"[\t ][^\n\r\u0085\u2028\u2029]",
    r"[\p{Print}&&[^|:/]]+": "[ -.0-9;-{}~]+",
    r"[\w-.~]": r"[\-.0-9A-Z_a-z~]",
    r"[a-\d]": r"[\-0-9a]",
    r"[\p{Blank}[x]]": r"[\t x]",
    r"[\P{ASCII}&&[é]]": "é",
    r"[\p{L1}&&[^\x00-\x{FD}]]": "[þÿ]",
    r"[\Q^]\E\P{all}]": r"[\]\^]",
    # Surrogates: two that are a pair are one character, others are none
    r"[\uD800\uDC00-\uDBFF\uDFFF]": r"[^\u0000-\uFFFF]",
    r"[\u0020-\uFFFF\uD800\uDC00-\uDBFF\uDFFF]": r"[^\u0000-\u001F]",
    r"[\u0020-\uD7FF\uD800\uDBFF-\uDC00\uDFFF]": r"[ -\uD7FF]",
    r"\uD83D\uDE00+": "😀+",
    r"a\uD83D": r"a[^\s\S]",
    # Characters
    r"\p{Lt}{0}\x{41}\x{2028}\u{e9}\0101\cJ\e": r"[ǅǈǋǲᾈ-ᾏᾘ-ᾟᾨ-ᾯᾼῌῼ]{0}A\u2028éA\n\u001B",
    r"\Qa.b\E\.\z": r"a\.b\.(?!\n)$",
    # Places
    r"\Aab\z": r"^ab(?!\n)$",
    r"a\Z\x{20}": "a$ ",
    r"\x{41}${1,128}": "A$",
    r"\x{41}(?!b)*c": "Ac",
    # Groups
    r"(?<name>a)\k<name>": r"(a)(?:\1)",
    r"(?<name>(a))\2\z": r"((a))(?:\2)(?!\n)$",
    r"(?<=\h)(?>a)": r"(?<=[\t \u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000])(?>a)",
    # Flags
    r"^(?i)(no|é1)$": "^([Nn][Oo]|é1)$",
    r"(?!(?i)aws_)[a-z]": r"(?![Aa][Ww][Ss]_)[a-z]",
    r"(?:a(?i)b|c)d": "(?:a[Bb]|[Cc])d",
    r"\x{61}(?i:b(?-i:c))": "a(?:[Bb](?:c))",
    r"\x{41}(?s).(?-s:[.])": r"A[\s\S](?:\.)",
    r"a(?i)[^k-m]": "a[^K-Mk-m]",
    # Counts
    r"\x{41}{11}{0,9}": "A{11}",
    r"\x{41}+?\x{42}*+": "A+?B*+",
    r"\x{41}{,2}": r"A\{,2\}",
    r"\x{7b}}": r"\{\}",
}  # fmt: skip

MEANING: list[tuple[str, list[str], list[str]]] = [
    (r"^\p{L}+\z", ["a", "é", "Ж中", "𐐀"], ["", "1", "a\n", "a\u0301", "😀"]),
    (r"^\P{L}\z", ["1", "😀", "\u0301"], ["a", "𐐀"]),
    (r"^\pN\z", ["1", "٣", "½"], ["a"]),
    (r"^\p{IsLetter}\p{IsLu}\p{gc=Nd}\p{Lowercase_Letter}\z", ["éÉ٣é"], ["éé٣é", "1É٣é"]),
    (r"^[^\p{C}\p{IsWhitespace}]+\z", ["a😀"], ["a b", "\u00ad", "\ue000", "\U000e0080"]),
    (r"^\d\w\s\z", ["1a\x0b"], ["٣a ", "1é ", "1a\u00a0", "1a\x1c"]),
    (r"\p{Alpha}\b.\B", ["a--"], ["ab"]),
    (r"^a\R?\z", ["a", "a\n", "a\r\n", "a\u2028"], ["a\n\n"]),
    (r"^(?:\p{L}|\p{N}&&)\z", ["a", "1&&"], ["1"]),
    (r"(?i)k\z", ["k", "K"], ["\u212a"]),
]

UNTRANSLATABLE = {
    r"\p{IsLatin}": r"\p{IsLatin} is not a general category",
    r"\p{InGreek}": r"\p{InGreek} is not a general category",
    r"(?i)\p{Lu}": r"\p{Lu} where case is ignored",
    r"\p{L": r"the escape \p",
    r"\X": r"the escape \X",
    r"\G\h": r"the escape \G",
    r"\x{110000}": r"the escape \x{110000}",
    r"(?m)^\h": "the flag m",
    r"\h(?#)": "a group that begins with (?#",
    r"(\h": "a group without its closing parenthesis",
    r"\h)": "a closing parenthesis too many",
    r"[\h": "a class without its closing bracket",
    r"[\ha&&]": "&& with nothing behind it",
    r"[\hb-a]": "a range of characters that ends before it begins",
    r"a**": "nothing to repeat",
    r"\h{3,1}": "a count that ends before it begins, or that is too high",
    r"a{99999999999}": "a count that ends before it begins, or that is too high",
    r"\h|*": "nothing to repeat",
    r"\h(?i)*": "nothing to repeat",
    "\\h\\": "the pattern ends too soon",
    r"(\h)\2": "a reference to a group that is not there, or ignores case",
    r"(\h)\10": "a reference to a group, with a digit behind it",
    r"(?<=\h+)a": "in Python: look-behind requires fixed-width pattern",
    r"(\h\1)": "in Python: cannot refer to an open group",
}

TEXTS = [
    "", "a", "A-z_09", "arn:aws:iam::123456789012:role/x.y", "é", "Ж中𐐀", "😀", "٣", "a b\tc",
    "a\nb", "\r", "\x00", "\x1c", "\x7f", "\u0085", "\u00a0x", "\u2028", "\u200d", "\ufeff",
    "\ue000", "\uffff", "a\u0301", "true", "TRUE", "<ScRipt>", "a|b:c/d", "AWS_x", "K\u212a", "https://é",
    "x" * 100,
]  # fmt: skip


MODELS = sorted(Path(botocore.__file__).parent.glob("data/*/*/service-2.json.gz"))
of_models = pytest.mark.sampled("each", [12], [1])
"""Every day one in twelve of the models is read, and all of them with ``--whole``."""


@cache
def model_patterns(each: int) -> tuple[str, ...]:
    """The patterns of one in so many of botocore's models."""
    found: set[str] = set()
    for file in MODELS[::each]:
        shapes = json.loads(gzip.decompress(file.read_bytes()))["shapes"].values()
        found.update(shape["pattern"] for shape in shapes if "pattern" in shape)
    return tuple(sorted(found))


@cache
def translated(each: int) -> Mapping[str, str]:
    """Those of the models that do not stay as they are."""
    found = {pattern: translate(pattern).pattern for pattern in model_patterns(each)}
    return {old: new for old, new in found.items() if new is not None and new != old}


def compiles_in_python(pattern: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            re.compile(pattern)
        except (re.error, FutureWarning):
            return False
    return True


def in_rust(pattern: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"type": "string", "pattern": pattern})


@pytest.mark.parametrize("pattern", STAYS)
def test_stays(pattern: str) -> None:
    assert compiles_in_python(pattern)
    assert translate(pattern) == Translation(pattern)


@pytest.mark.parametrize(
    "pattern", ["[[a]]", "[a&&b]", "[^a&&b]", "[a--b]", "[+--]", "[a~~b]", "[a||b]", "x[\\]&&a]"]
)
def test_what_python_warns_of_does_not_stay(pattern: str) -> None:
    assert not compiles_in_python(pattern)
    assert translate(pattern).pattern != pattern


@pytest.mark.parametrize(("pattern", "expected"), EXACT.items())
def test_translation(pattern: str, expected: str) -> None:
    assert translate(pattern) == Translation(expected)
    assert compiles_in_python(expected)
    if "(?>" not in expected:
        in_rust(expected)


@pytest.mark.parametrize(("pattern", "matching", "others"), MEANING)
def test_meaning(pattern: str, matching: list[str], others: list[str]) -> None:
    found = translate(pattern).pattern
    assert found is not None
    assert [text for text in matching if not re.search(found, text)] == []
    assert [text for text in others if re.search(found, text)] == []
    assert [text for text in matching if not in_rust(found).is_valid(text)] == []
    assert [text for text in others if in_rust(found).is_valid(text)] == []


@pytest.mark.parametrize(("pattern", "reason"), UNTRANSLATABLE.items())
def test_untranslatable(pattern: str, reason: str) -> None:
    assert translate(pattern) == Translation(None, reason)


@pytest.mark.slow
@of_models
def test_unsupported_patterns_of_models(each: int) -> None:
    found = {pattern: translate(pattern) for pattern in model_patterns(each)}
    reasons = {old: new.reason for old, new in found.items() if new.pattern is None}
    assert reasons.items() <= UNSUPPORTED.items()
    assert each > 1 or reasons == UNSUPPORTED
    assert {new.reason for new in found.values() if new.pattern is not None} == {""}


@pytest.mark.slow
@of_models
def test_patterns_of_models_stay_if_they_can(each: int) -> None:
    surrogate = re.compile(r"\\u[dD][89a-fA-F]")
    for pattern in model_patterns(each):
        if compiles_in_python(pattern) and not surrogate.search(pattern):
            assert translate(pattern).pattern == pattern


@pytest.mark.slow
@of_models
def test_translated_patterns_of_models_compile(each: int) -> None:
    found = translated(each)
    assert len(found) > 150 / each
    assert [new for new in found.values() if not compiles_in_python(new)] == []
    refused = set()
    for old, new in found.items():
        try:
            in_rust(new)
        except jsonschema_rs.ValidationError:
            refused.add(old)
    assert refused == TOO_LARGE_FOR_RUST & found.keys()
    assert each > 1 or refused == TOO_LARGE_FOR_RUST


@pytest.mark.slow
@of_models
def test_python_and_rust_agree_about_translated_patterns(each: int) -> None:
    for old in translated(each).keys() - TOO_LARGE_FOR_RUST:
        new = translated(each)[old]
        rust, python = in_rust(new), re.compile(new)
        odd = [text for text in TEXTS if rust.is_valid(text) != bool(python.search(text))]
        assert (new, odd) == (new, [])


@pytest.mark.slow
@pytest.mark.skipif(
    unicodedata.unidata_version != UNICODE_VERSION,
    reason=f"the table is of Unicode {UNICODE_VERSION}, which Python 3.11 has",
)
def test_table_of_categories_is_unicodes() -> None:
    table = make_unicode_categories.TABLE.read_text(encoding="ascii")
    assert table == make_unicode_categories.table()


def test_categories() -> None:
    assert general_category("Zl") == ((0x2028, 0x2028),)
    assert general_category("Z") == union(
        *(general_category(each) or () for each in ("Zs", "Zl", "Zp"))
    )
    assert general_category("Xx") is general_category("") is general_category("Latin") is None
    assert [category_of(each) for each in (0, 0x41, 0x1F600, LAST)] == ["Cc", "Lu", "So", "Cn"]


small_sets = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5))).map(
    lambda pairs: union(tuple((low, low + more) for low, more in pairs))
)


@pytest.mark.slow
@given(small_sets, small_sets)
def test_sets_of_code_points(
    one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]
) -> None:
    def members(ranges: tuple[tuple[int, int], ...]) -> set[int]:
        return {each for low, high in ranges for each in range(low, min(high, 50) + 1)}

    assert members(union(one, other)) == members(one) | members(other)
    assert members(intersection(one, other)) == members(one) & members(other)
    assert members(complement(one)) == set(range(51)) - members(one)
    assert complement(complement(one)) == one
