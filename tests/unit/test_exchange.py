import pytest

from shapeproof.exchange import Case, Exchange, Expect, Family, HttpRequest, HttpResponse, Severity


def test_severities_are_ordered() -> None:
    assert Severity.NOTE < Severity.WARNING < Severity.ERROR
    assert [each.label for each in Severity] == ["note", "warning", "error"]


@pytest.mark.parametrize(
    ("pointer", "member"),
    [("", ""), ("/AppId", "AppId"), ("/A/0/B", "A"), ("/a~1b~0c/x", "a/b~c"), ("/~01", "~1")],
)
def test_the_member_that_a_case_varies(pointer: str, member: str) -> None:
    assert Case("x", "Op", Family.ALONE, pointer, {}, Expect.ACCEPT).varied_member == member


@pytest.mark.parametrize(
    ("name", "value"),
    [("content-type", "a"), ("CONTENT-TYPE", "a"), ("X", "1"), ("x", "1"), ("Y", None)],
)
def test_header_fields_have_no_case(name: str, value: str | None) -> None:
    headers = (("Content-Type", "a"), ("content-type", "b"), ("x", "1"), ("X", "2"))
    assert HttpResponse(200, headers).header(name) == value


@pytest.mark.parametrize(
    ("status", "accepted", "crashed"),
    [
        (None, False, True),
        (100, False, False),
        (200, True, False),
        (299, True, False),
        (300, False, False),
        (404, False, False),
        (499, False, False),
        (500, False, True),
        (599, False, True),
    ],
)
def test_what_came_of_a_request(status: int | None, accepted: bool, crashed: bool) -> None:
    response = None if status is None else HttpResponse(status)
    found = Exchange("Op", {}, HttpRequest("GET", "/"), response)
    assert (found.accepted, found.crashed) == (accepted, crashed)
