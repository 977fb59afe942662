"""Forms that cases try (query and ec2): requests of other forms, and broken ones.

Responses of these protocols are XML: their variants are those of ``xml_variants``, and what is done
to the element around the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from shapeproof.exchange import Outcome
from shapeproof.wire.aws_xml.xml_styles import with_children
from shapeproof.wire.aws_xml.xml_text import XmlElement
from shapeproof.wire.aws_xml.xml_variants import (
    BROKEN,
    BROKEN_ERRORS,
    PAGE,
    changed,
    encodings,
)
from shapeproof.wire.rest.uri_template import Pairs, join_query, split_query
from shapeproof.wire.variants import (
    NO_BODY,
    BodyDistortion,
    BodyVariants,
    BrokenBody,
    Rewrite,
    allowed,
    malformed,
)

_BIG = 1_500_000
_MANY = 5_000
_UNKNOWN = "ShapeproofUnknownMember"
_INDEX = re.compile(r"\.(\d+)(?=\.|$)")
_MEMBER = re.compile(r"\.(member|entry)(?=\.\d+(\.|$))")


def _pairs(change: Callable[[Pairs], Pairs]) -> Rewrite:
    """The body with other pairs."""
    return lambda body: join_query(change(split_query(body.decode()))).encode()


def _names(change: Callable[[str], str]) -> Rewrite:
    return _pairs(lambda pairs: tuple((change(name), value) for name, value in pairs))


def _without(name: str) -> Rewrite:
    return _pairs(lambda pairs: tuple(each for each in pairs if each[0] != name))


def _with(name: str, value: str) -> Rewrite:
    """The body with another value of a parameter."""
    return _pairs(lambda pairs: (*(each for each in pairs if each[0] != name), (name, value)))


def _shifted(by: int) -> Callable[[str], str]:
    """The name with other indexes of its lists."""
    return lambda name: _INDEX.sub(lambda found: f".{int(found[1]) + by}", name)


def _twice(pairs: Pairs) -> Pairs:
    return (*pairs, *(each for each in pairs if each[0] not in ("Action", "Version")))


def _added(text: str) -> Rewrite:
    return lambda body: body + f"&{_UNKNOWN}={text}".encode()


_ALWAYS = (
    malformed("no-action", "no Action", _without("Action")),
    malformed("unknown-action", "an Action that the service does not have",
              _with("Action", "ShapeproofNoSuchAction")),
    malformed("json", "JSON for a body", lambda _: b'{"sample": 1}'),
    malformed("xml", "XML for a body", lambda _: b"<sample/>"),
    malformed(NO_BODY, "no body", lambda _: b""),
    allowed("no-version", _without("Version")),
    allowed("other-version", _with("Version", "1999-01-01")),
    allowed("duplicate-parameters", _pairs(_twice)),
    allowed("duplicate-action", lambda body: body + b"&Action=ShapeproofNoSuchAction"),
    allowed("lists-without-member", _names(lambda name: _MEMBER.sub("", name))),
    allowed("indexes-from-0", _names(_shifted(-1))),
    allowed("indexes-from-2", _names(_shifted(1))),
    allowed("index-of-no-number", lambda body: body + f"&{_UNKNOWN}.member.x=unknown".encode()),
    allowed("large-index", lambda body: body + f"&{_UNKNOWN}.member.999999999=unknown".encode()),
    allowed("bad-escape", _added("%ZZ%")),
    allowed("not-utf-8", _added("%FF%FE")),
    allowed("no-equals", lambda body: body + f"&{_UNKNOWN}".encode()),
    allowed("empty-parts", lambda body: b"&&" + body + b"&&"),
    allowed("plus-for-blank", lambda body: body.replace(b"%20", b"+")),
    allowed("reversed", _pairs(lambda pairs: pairs[::-1])),
    allowed("nested-2000", lambda body: body + b"&" + b".".join([b"x"] * 2000) + b"=unknown"),
    allowed("many-parameters", lambda body: body + b"".join(
        b"&%s.member.%d=x" % (_UNKNOWN.encode(), index) for index in range(1, _MANY))),
    allowed("large", _added("x" * _BIG)),
    allowed("content-type-text", content_type="text/plain"),
    allowed("content-type-json", content_type="application/json"),
    allowed("content-type-none", content_type=""),
)  # fmt: skip


def _distortions(body_required: bool) -> tuple[BodyDistortion, ...]:
    """All ways of changing a form. A body always has the name of the operation."""
    return _ALWAYS


def _renaming(name: str, other: str) -> Rewrite:
    def renamed(key: str) -> str:
        return other + key[len(name) :] if key == name or key.startswith(f"{name}.") else key

    return _names(renamed)


def _unwrapped(root: XmlElement) -> XmlElement:
    """The result without the element around it."""
    children: list[XmlElement] = []
    for each in root.children:
        children += each.children if each.name.endswith("Result") else (each,)
    return with_children(root, tuple(children))


def _without_response(root: XmlElement) -> XmlElement:
    """The result as the root."""
    return next((each for each in root.children if each.name.endswith("Result")), root)


def _with_other_result(root: XmlElement) -> XmlElement:
    """The result in an element of another name."""
    children = (
        replace(each, name="ShapeproofWrongResult") if each.name.endswith("Result") else each
        for each in root.children
    )
    return with_children(root, tuple(children))


_QUERY_BROKEN = (
    *BROKEN,
    BrokenBody("no-result-element", Outcome.OPEN, changed(_unwrapped)),
    BrokenBody("no-response-element", Outcome.OPEN, changed(_without_response)),
    BrokenBody("other-result-element", Outcome.OPEN, changed(_with_other_result)),
)

EC2_VARIANTS = BodyVariants(
    distortions=_distortions,
    renaming=_renaming,
    encodings=encodings,
    broken=BROKEN,
    broken_errors=BROKEN_ERRORS,
    page=PAGE,
)
QUERY_VARIANTS = replace(EC2_VARIANTS, broken=_QUERY_BROKEN)
