"""Forms that cases try, and what is done to the element around a result."""

from __future__ import annotations

import pytest

from shapeproof.exchange import Expect
from shapeproof.wire.aws_query.form_variants import EC2_VARIANTS, QUERY_VARIANTS
from shapeproof.wire.aws_xml.xml_text import parse_xml

FORM = b"Action=PutThing&Version=2020-01-01&Name=a%20b&Tags.member.1=x&Tags.member.2=y"
XML = (
    b"<PutThingResponse><PutThingResult><Name>a</Name></PutThingResult>"
    b"<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PutThingResponse>"
)


@pytest.mark.parametrize(
    ("label", "sent"),
    [
        ("no-action", b"Version=2020-01-01&Name=a%20b&Tags.member.1=x&Tags.member.2=y"),
        ("unknown-action", b"Version=2020-01-01&Name=a%20b&Tags.member.1=x&Tags.member.2=y"
                           b"&Action=ShapeproofNoSuchAction"),
        ("no-version", b"Action=PutThing&Name=a%20b&Tags.member.1=x&Tags.member.2=y"),
        ("lists-without-member", FORM.replace(b".member", b"")),
        ("indexes-from-0", b"Action=PutThing&Version=2020-01-01&Name=a%20b"
                           b"&Tags.member.0=x&Tags.member.1=y"),
        ("duplicate-parameters", FORM + b"&Name=a%20b&Tags.member.1=x&Tags.member.2=y"),
        ("plus-for-blank", FORM.replace(b"%20", b"+")),
        ("bad-escape", FORM + b"&ShapeproofUnknownMember=%ZZ%"),
        ("empty", b""),
    ],
)  # fmt: skip
def test_distortions(label: str, sent: bytes) -> None:
    found = {each.label: each for each in QUERY_VARIANTS.distortions(False)}[label]
    assert found.distortion.rewrite is not None
    assert found.distortion.rewrite(FORM) == sent


def test_only_what_is_no_request_has_to_be_refused() -> None:
    refused = [
        each.label
        for each in QUERY_VARIANTS.distortions(True)
        if each.expect is Expect.REJECT and each.fault is not None
    ]
    assert refused == ["no-action", "unknown-action", "json", "xml", "empty"]


def test_a_member_gets_another_name_with_all_that_is_below_it() -> None:
    rewrite = EC2_VARIANTS.renaming("Tags", "tags")
    assert rewrite is not None
    assert rewrite(FORM).endswith(b"&tags.member.1=x&tags.member.2=y")


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("no-result-element", ["Name", "ResponseMetadata"]),
        ("no-response-element", ["Name"]),
        ("other-result-element", ["ShapeproofWrongResult", "ResponseMetadata"]),
    ],
)
def test_the_result_without_what_is_around_it(label: str, names: list[str]) -> None:
    found = {each.label: each for each in QUERY_VARIANTS.broken}[label].change(XML)
    assert [each.name for each in parse_xml(found).children] == names
    assert label not in {each.label for each in EC2_VARIANTS.broken}
