"""Java's own regular expressions, which AWS's servers read the patterns with, judge translations.

They are asked by ``PatternOracle.java``, once for the whole module.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import subprocess
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import botocore
import pytest

from shapeproof.compile.code_points import Ranges, complement, general_category, intersection, union
from shapeproof.compile.pattern_grammar import Grammar
from shapeproof.compile.patterns import translate

from .pattern_texts import texts_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("java") is None, reason="no java: apt-get install default-jdk-headless"
    ),
]

SAMPLE = 600
"""Patterns that stay as they are, of some 4,700."""

LINE_ENDS = ("\n", "\r", "\u0085", "\u2028", "\u2029")
PLAIN = re.compile(r"[\t-\r -~]*")

CHANGED_CATEGORY = frozenset("\u1734")
"""Characters that Unicode 13, which Java 17 has, has in another category than Unicode 14."""

_PROPERTIES = """
L Lu Ll Lt LC Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Co
LD L1 all IsL IsLetter IsDigit IsPunctuation IsControl IsAssigned IsWhite_Space gc=Lu Lower Upper
general_category=Sc ASCII Alpha Digit Alnum Punct Graph Print Blank Cntrl XDigit Space
"""
_CLASSES = r"""
\PL \pN \P{Print} \d \D \w \W \s \S \h \H \v \V . (?s). \x{2028} \x41 \061 \cJ [\h-] []\h]
[\P{C}\n\r\t\f\v\p{Cf}] [^\p{C}\p{IsWhitespace}] [\p{L}||\p{N}] [\w-.\p{Zl}] [\w--/] [\p{Zs}^-]
[\h\-\]] [\Q^-]\E\h] [\012\07\e\a\cA\h] [\x{1F600}-\x{1F64F}] [\uD800\uDC00-\uDBFF\uDFFF]
[\uD83D\uDE00\h] [\u0020-\uD7FF\uE000-\uFFFD] [\u0020-\uFFFD\uD800\uDBFF-\uDC00\uDFFF]
[\uDC00-\uFFFF] [^\uD800-\uDFFF] [\p{L}&&[^a-z]&&[\x00-\xff]] [\p{Print}&&[^|:/]] [^a-z&&b]
[a-z&&^b] [a-c&&[b]d\h] [a[b-d]\h] [^[a-c][xz]] [\p{L}&&\p{Lu}] [&\h&] [a-z&&\p{L}&&[^m]&&[k-p]]
(?i)[a-d\h] (?i)[^Q-s\h] (?i)[K-\x{FF}\h] (?i)[\p{L}&&[k]] (?i)k (?i)é (?i)\x6b (?i)ſ
"""
CLASSES = (*(rf"\p{{{each}}}" for each in _PROPERTIES.split()), *_CLASSES.split())
"""Patterns of one character, tried on each that there is."""

_CONSTRUCTS = r"""
^\p{Alpha}{2}{3}$ ^(\h|{2}b)$ ^[a\h]*${2,64} ^\p{L}+?\z (?<word>\pL+)-\k<word>\z (\pL)\1
^(?>\pL+)a ^\pL++a ^\pL*+\d$ ^(?i:ab)c\z ^a(?i)b|c\z ^(?i)a(?-i)b\z ^(?:(?i)a|b)c\z a\R\h?b
^(?s:.)\h.\z (?s).(?-s).\z (?<=\pL)\d(?!\pL) (?<!\h)x ^\Qa.b*\E+\z \Q[\E\h \Aab\Z (?:\h|)+x
^(?=.{1,4}$)[\p{L}\p{N}]* ^(?:(?!\$\{)[\P{C}])*$ \p{L}{0}b ^(?!\p{L}){2}\d ^]\h}
^\x41\x{42}\u0043\h$ \uD83D\uDE00\h?$ \00\01\h? \pL{2,3}+a (?:\pL\d)*?-\z
"""
CONSTRUCTS = tuple(_CONSTRUCTS.split())
"""Patterns that between them have all that the translator knows, more than AWS's do."""


@cache
def model_patterns() -> list[str]:
    """All patterns of botocore's models."""
    found: set[str] = set()
    for file in Path(botocore.__file__).parent.glob("data/*/*/service-2.json.gz"):
        shapes = json.loads(gzip.decompress(file.read_bytes()))["shapes"].values()
        found.update(shape["pattern"] for shape in shapes if "pattern" in shape)
    return sorted(found)


def ask_java(questions: list[tuple[str, ...]]) -> list[str]:
    """An answer to each question, see PatternOracle.java."""
    lines = [" ".join((kind, *map(encoded, words))) for kind, *words in questions]
    done = subprocess.run(
        ["java", "-Xss4m", "PatternOracle.java"],
        cwd=Path(__file__).parent,
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    answers = done.stdout.splitlines()
    assert len(answers) == len(questions)
    return answers


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode() or "="


@dataclass(frozen=True)
class Verdicts:
    """Where Java and Python differ, by pattern, and how many comparisons there were."""

    disagreements: Mapping[str, list[str]]
    refused: frozenset[str]
    compared: int


def verdicts(readable: Mapping[str, str], stays: bool) -> Verdicts:
    """Compare what Java's patterns and Python's find in the same texts."""
    texts = {pattern: texts_for(pattern, readable[pattern]) for pattern in readable}
    answers = ask_java([("find", pattern, *texts[pattern]) for pattern in readable])
    disagreements, refused, compared = defaultdict(list), set(), 0
    for (pattern, translated), answer in zip(readable.items(), answers, strict=True):
        if answer == "!":
            refused.add(pattern)
            continue
        for text, found in zip(texts[pattern], answer, strict=True):
            if found == "?" or known_difference(pattern, text, stays):
                continue
            compared += 1
            if (found == "1") != (re.search(translated, text) is not None):
                disagreements[pattern].append(text)
    return Verdicts(disagreements, frozenset(refused), compared)


def known_difference(pattern: str, text: str, stays: bool) -> bool:
    r"""Whether the languages are known to differ about such a text.

    For ``$`` and ``\Z``, Java has more line ends that may close a text, ECMA-262 has none. Each has
    characters in its Unicode that the other has not. In patterns that stay as they are, ``\d``,
    ``\w``, ``\s``, ``\b`` and the case of letters are of Unicode in Python, of ASCII in Java, and
    ``.`` takes more line ends in Python.
    """
    if re.search(r"\$|\\Z", pattern) and text.endswith(LINE_ENDS):
        return True
    if not stays:
        return not assigned_in_one().isdisjoint(text)
    return (
        (re.search(r"\\[dDwWsSbB]", pattern) is not None and not PLAIN.fullmatch(text))
        or ("." in pattern and any(each in text for each in LINE_ENDS[1:]))
        or ("(?i" in pattern and not text.isascii())
    )


@cache
def assigned_in_java() -> Ranges:
    """The characters that this Java's Unicode has; 17 has Unicode 13."""
    return points(ask_java([("class", r"\P{Cn}")])[0])


@cache
def assigned_in_one() -> frozenset[str]:
    """The characters that only one of Java and Unicode 14 has; surrogates are none."""
    java = union(assigned_in_java(), general_category("Cs") or ())
    missing = complement(java), general_category("Cn") or ()
    return frozenset(text_of(intersection(union(*missing), complement(intersection(*missing)))))


def text_of(characters: Ranges) -> str:
    return "".join(chr(each) for low, high in characters for each in range(low, high + 1))


@pytest.mark.long
def test_classes_hold_the_same_characters() -> None:
    shared = intersection(assigned_in_java(), complement(general_category("Cn") or ()))
    everything = text_of(shared)
    codes = list(map(ord, everything))
    wrong = {}
    for pattern, java in zip(CLASSES, ask_java([("class", each) for each in CLASSES]), strict=True):
        python = "".join(re.findall(f"(?:{Grammar(pattern).whole()})+", everything))
        spans = [(bisect_left(codes, low), bisect_right(codes, high)) for low, high in points(java)]
        expected = "".join(everything[start:end] for start, end in spans)
        if python != expected and (odd := (set(python) ^ set(expected)) - CHANGED_CATEGORY):
            wrong[pattern] = sorted(odd)[:20]
    assert wrong == {}


def points(answer: str) -> Ranges:
    """The code points that Java lists."""
    pairs = (each.split("-") for each in answer.split())
    return tuple((int(low, 16), int(high, 16)) for low, high in pairs)


@pytest.mark.long
def test_constructs_find_the_same_texts() -> None:
    found = verdicts({each: Grammar(each).whole() for each in CONSTRUCTS}, stays=False)
    assert found.disagreements == {}
    assert found.refused == frozenset()
    assert found.compared > 20 * len(CONSTRUCTS)


@pytest.mark.long
def test_translated_patterns_find_the_same_texts() -> None:
    translations = {each: translate(each).pattern for each in model_patterns()}
    changed = {each: new for each, new in translations.items() if new not in (None, each)}
    whole_text = [rf"^(?:{each})\z" for each in changed]
    found = verdicts(changed | {each: Grammar(each).whole() for each in whole_text}, stays=False)
    assert found.disagreements == {}
    assert found.refused == frozenset()
    assert found.compared > 40 * len(changed)


@pytest.mark.long
def test_patterns_that_stay_differ_where_it_is_known() -> None:
    staying = [each for each in model_patterns() if translate(each).pattern == each]
    sample = Random("sample").sample(staying, SAMPLE)
    found = verdicts({each: each for each in sample}, stays=True)
    assert found.disagreements == {}
    assert found.refused == frozenset()
    assert found.compared > 15 * len(sample)
