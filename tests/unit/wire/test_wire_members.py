import pytest

from shapeproof.wire import api_pointer, wire_pointer

from .wire_samples import BLOB, REQUEST, STRING, bound, structure, with_payload

NESTED = structure(Name={"type": "string", "x-location-name": "na/me"})
PAYLOAD = with_payload("P", P=NESTED, H=bound(STRING, "header", "h"))


@pytest.mark.parametrize(
    ("api", "wire"),
    [
        ("", ""),
        ("/Kind", "/kind"),
        ("/Root/Label", "/root/label"),
        ("/Root/Children/3/Made", "/root/children/3/made"),
        ("/Root/ByName/Label/Label", "/root/byName/Label/label"),
        ("/Anything/Root", "/anything/Root"),
        ("/Odd/Label", "/Odd/Label"),
        ("/Root/Odd/Label", "/root/Odd/Label"),
        ("/Tags/0/Label", "/tags/0/Label"),
    ],
)
def test_pointers_are_translated_both_ways(api: str, wire: str) -> None:
    assert wire_pointer(REQUEST, api) == wire
    assert api_pointer(REQUEST, wire) == api


@pytest.mark.parametrize("api", ["/AppId", "/Limit", "/Trace", "/Meta/One"])
def test_members_elsewhere_have_no_place_in_the_body(api: str) -> None:
    assert wire_pointer(REQUEST, api) is None


def test_wire_names_of_members_elsewhere_are_unknown_in_the_body() -> None:
    assert api_pointer(REQUEST, "/appId") == "/appId"


def test_payloads_are_the_body() -> None:
    assert wire_pointer(PAYLOAD, "/P") == ""
    assert wire_pointer(PAYLOAD, "/P/Name") == "/na~1me"
    assert wire_pointer(PAYLOAD, "/H") is None
    assert api_pointer(PAYLOAD, "") == "/P"
    assert api_pointer(PAYLOAD, "/na~1me") == "/P/Name"
    assert wire_pointer(with_payload("P", P=BLOB), "/P") == ""
