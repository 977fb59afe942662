r"""What ``\p{..}`` stands for: general categories, and the other names of Java and ECMA-262."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import cache

from shapeproof.compile.code_points import EVERYTHING, Ranges, characters, complement, union
from shapeproof.compile.pattern_reader import Untranslatable
from shapeproof.compile.unicode_categories import general_category

_CATEGORY_PREFIX = re.compile(r"(?:Is|(?:gc|general_category|General_Category)=)(?=.)")
_CASED = frozenset({"Lu", "Ll", "Lt", "Uppercase_Letter", "Lowercase_Letter", "Titlecase_Letter"})

_POSIX: Mapping[str, Ranges] = {
    "ASCII": ((0, 0x7F),),
    "Alnum": characters(string.ascii_letters + string.digits),
    "Alpha": characters(string.ascii_letters),
    "Blank": characters(" \t"),
    "Cntrl": ((0, 0x1F), (0x7F, 0x7F)),
    "Digit": characters(string.digits),
    "Graph": ((0x21, 0x7E),),
    "Lower": characters(string.ascii_lowercase),
    "Print": ((0x20, 0x7E),),
    "Punct": characters(string.punctuation),
    "Space": characters(string.whitespace),
    "Upper": characters(string.ascii_uppercase),
    "XDigit": characters(string.hexdigits),
}
"""Java's, which are ASCII."""

_LONG_NAMES: Mapping[str, str] = {
    "Cased_Letter": "LC", "Close_Punctuation": "Pe", "Connector_Punctuation": "Pc",
    "Control": "Cc", "Currency_Symbol": "Sc", "Dash_Punctuation": "Pd", "Decimal_Number": "Nd",
    "Enclosing_Mark": "Me", "Final_Punctuation": "Pf", "Format": "Cf",
    "Initial_Punctuation": "Pi", "Letter": "L", "Letter_Number": "Nl", "Line_Separator": "Zl",
    "Lowercase_Letter": "Ll", "Mark": "M", "Math_Symbol": "Sm", "Modifier_Letter": "Lm",
    "Modifier_Symbol": "Sk", "Nonspacing_Mark": "Mn", "Number": "N", "Open_Punctuation": "Ps",
    "Other": "C", "Other_Letter": "Lo", "Other_Number": "No", "Other_Punctuation": "Po",
    "Other_Symbol": "So", "Paragraph_Separator": "Zp", "Private_Use": "Co", "Punctuation": "P",
    "Separator": "Z", "Space_Separator": "Zs", "Spacing_Mark": "Mc", "Surrogate": "Cs",
    "Symbol": "S", "Titlecase_Letter": "Lt", "Unassigned": "Cn", "Uppercase_Letter": "Lu",
}  # fmt: skip
"""ECMA-262's names of the categories; Java has some of them, after ``Is``."""


@cache
def property_named(name: str, ignore_case: bool) -> Ranges:
    r"""The code points of ``\p{name}``; raises ``Untranslatable`` if no category defines it.

    Java's releases differ about whether a category of one case ignores case, too.
    """
    category = _CATEGORY_PREFIX.sub("", name, count=1)
    if ignore_case and (category in _CASED or name in ("Upper", "Lower")):
        raise Untranslatable(f"\\p{{{name}}} where case is ignored")
    found = _POSIX.get(name) or _other(name) or _category(category)
    if found is None:
        raise Untranslatable(f"\\p{{{name}}} is not a general category")
    return found


def _category(name: str) -> Ranges | None:
    short = _LONG_NAMES.get(name, name)
    return _union_of("Lu", "Ll", "Lt") if short == "LC" else general_category(short)


def _other(name: str) -> Ranges | None:
    """The properties that categories define, and that are not categories."""
    match name.removeprefix("Is"):
        case "White_Space" | "Whitespace" | "WhiteSpace":
            return union(_union_of("Z"), characters("\t\n\v\f\r\u0085"))
        case "Assigned":
            return complement(_union_of("Cn"))
        case "LD":
            return _union_of("L", "Nd")
        case "L1":
            return ((0, 0xFF),)
        case "all" | "Any":
            return EVERYTHING
        case "Digit" if name != "Digit":
            return _union_of("Nd")
    return None


def _union_of(*names: str) -> Ranges:
    return union(*(general_category(each) or () for each in names))
