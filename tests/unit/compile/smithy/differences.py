"""How the contract of a Smithy model differs from that of botocore's model of the same service."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from shapeproof.contract.document import to_documents
from shapeproof.contract.model import Contract

EXPECTED: Mapping[str, str] = {
    r"! .*/(x-)?pattern": "botocore's documents omit the anchors of patterns",
    r"[+-] .*/x-pattern(-unsupported)?": "with anchors, a pattern may need another translation",
    r"[+-] .*/(min(Length|Items|Properties)|x-min-bytes|minimum)": "botocore's documents have some "
    "bounds of 0 and omit others",
    r"\+ .*/(x-traits|x-sparse|x-deprecated-since)": "botocore's documents omit uniqueItems and "
    "some of the others",
    r"\+ .*/(x-union|(min|max)Properties)": "botocore's documents omit the trait union of some",
    r"! service.json/operations/\w+/http/uri|! .*/x-location-name of a label": "labels have "
    "names of their own in botocore's documents",
    r"! service.json/operations/\w+/errors": "the order of errors has no meaning, and "
    "botocore's documents omit InvalidEndpointException",
    r"\+ (\w+.json/errors/\w+|service.json/errors/\w+)": "botocore's documents omit some errors",
    r"\+ \w+.json/errors/\w+/properties/\w+": "botocore's documents omit members of errors",
    r"! service.json/errors/\w+/fault": "botocore's documents omit who is to blame",
    r"[+!-] service.json/paginators/.*": "botocore's paginators are partly written by hand",
    r"[+!-] service.json/waiters/.*": "Smithy has no number of attempts, and other matchers",
    r"[+-] service.json/operations/\w+/traits(/(readonly|idempotent|auth))?": "botocore's "
    "documents omit some traits, and have names with a version at their end",
    r"[+-] service.json/metadata/(uid|serviceAbbreviation|jsonVersion|protocols|auth|signingName"
    r"|globalEndpoint|ripServiceName|checksumFormat|protocolSettings|deprecated\w*)": "metadata of "
    "botocore's own, or that older documents omit",
    r"- .*/(x-synthetic|x-wrapper|x-xml-order|x-flattened)": "traits of botocore's own, and of "
    "a protocol that the service no longer speaks",
    r"\+ .*/(x-xml-name|x-xml-namespace)": "names of elements that Smithy states by a rule",
    r"- \w+.json/response/(required|x-required-origin|x-trust)": "the companions that state it are "
    "not in the Smithy model",
    r"! service.json/errors/\w+/code": "botocore's documents omit the code of the query protocol",
}
"""Differences, as patterns of the lines below, and why they are there."""


def differences(botocore: Contract, smithy: Contract) -> Iterator[str]:
    """A line for each place that differs: ``+`` only in Smithy's, ``-`` only in botocore's."""
    documents = (to_documents(replace(each, source=None)) for each in (botocore, smithy))
    yield from _between("", *documents)


def _between(place: str, old: Any, new: Any) -> Iterator[str]:
    if old == new:
        return
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        yield f"! {place}"
        return
    for key in sorted({*old, *new}):
        inner = f"{place}/{key}" if place else key
        if key == "x-location-name" and old.get("x-location") == "uri":
            inner += " of a label"
        if key not in old:
            yield f"+ {inner}"
        elif key not in new:
            yield f"- {inner}"
        else:
            yield from _between(inner, old[key], new[key])


def by_reason(lines: Iterator[str]) -> tuple[Counter[str], list[str]]:
    """How many differences each reason explains, and those that none does."""
    explained: Counter[str] = Counter()
    others = []
    for line in lines:
        for pattern, reason in EXPECTED.items():
            if re.fullmatch(pattern, line):
                explained[reason] += 1
                break
        else:
            others.append(line)
    return explained, others
