"""Links of OpenAPI documents: from what makes a resource to what needs it."""

from typing import Any

import pytest

from shapeproof.contract.lifecycle import Lifecycle, Need, Reader, Resource, Writer

from .openapi_samples import STRING, at, described, operation, structure

ROOM = structure("RoomRequest", HouseId=at("uri", "house"), Name={**STRING, "x-location-name": "n"})
TOLD = structure("RoomResponse", RoomId={**STRING, "x-location-name": "id"})
GET = structure("Get", HouseId=at("uri", "h"), RoomId=at("querystring", "room"))
CUT = structure("Cut", HouseId=at("uri", "h"), RoomId={**STRING, "x-location-name": "a/b"})
MAKE = operation("Make", "POST /houses/{house}/rooms", ROOM, TOLD)
HOUSE = "$request.path.house"


def links(lifecycle: Lifecycle, *others: Any, maker: Any = MAKE) -> dict[str, Any]:
    """The links of the maker, by target: parameters and body."""
    success = described(maker, *others, lifecycle=lifecycle)["responses"]["200"]
    found: dict[str, Any] = success.get("links", {})
    assert all(name == link["operationId"] for name, link in found.items())
    return {
        name: (link.get("parameters", {}), link.get("requestBody")) for name, link in found.items()
    }


def rooms(**parts: Any) -> Lifecycle:
    needs = parts.pop("needs", {})
    known: dict[str, Any] = {
        "identifiers": ("HouseId", "RoomId"),
        "generated": ("RoomId",),
        "makers": (Writer("Make"),),
    }
    return Lifecycle({"Room": Resource("Room", **{**known, **parts})}, needs)


EXPECTED = {"path.h": HOUSE, "query.room": "$response.body#/id"}


@pytest.mark.parametrize(
    "lifecycle",
    [
        rooms(readers=(Reader("Get"),)),
        rooms(listers=("Get",)),
        rooms(removers=("Get",)),
        rooms(changers=(Writer("Get"),)),
        rooms(needs={"Get": Need("Room")}),
        rooms(makers=(), sources=(Writer("Make"),), readers=(Reader("Get"),)),
    ],
)
def test_a_maker_leads_to_what_needs_the_resource(lifecycle: Lifecycle) -> None:
    assert links(lifecycle, operation("Get", "GET /h/{h}", GET)) == {"Get": (EXPECTED, None)}


def test_identifiers_in_the_body_are_members_of_it() -> None:
    cut = operation("Cut", "POST /h/{h}", CUT)
    assert links(rooms(removers=("Cut",)), cut) == {
        "Cut": ({"path.h": HOUSE}, {"a/b": "$response.body#/id"})
    }


def test_identifiers_that_the_request_gave() -> None:
    found = links(
        rooms(
            identifiers=("Name",),
            generated=(),
            changers=(Writer("Set", identifiers={"Name": "Called"}),),
        ),
        operation("Set", "PUT /r/{x}", structure("Set", Called=at("uri", "x"))),
    )
    assert found == {"Set": ({"path.x": "$request.body#/n"}, None)}


def test_identifiers_that_the_maker_calls_otherwise() -> None:
    request = structure("Request", NewId=at("querystring", "new"))
    response = structure("Response", Key=at("header", "X-Key"))
    make = operation("Make", "POST /rooms", request, response)
    found = links(
        rooms(
            generated=(),
            makers=(Writer("Make", identifiers={"HouseId": "NewId"}, outputs={"RoomId": "Key"}),),
            readers=(Reader("Get"),),
        ),
        operation("Get", "GET /h/{h}", GET),
        maker=make,
    )
    expected = {"path.h": "$request.query.new", "query.room": "$response.header.X-Key"}
    assert found == {"Get": (expected, None)}


def test_labels_are_called_as_in_the_document() -> None:
    get = operation("Get", "PUT /houses/{h}/rooms", GET)
    expected = {"path.h": "$request.path.h", "query.room": "$response.body#/id"}
    assert links(rooms(readers=(Reader("Get"),)), get) == {"Get": (expected, None)}


def test_nothing_is_linked_that_nothing_is_known_of() -> None:
    other = operation("Other", "GET /o", structure("Other", Else=at("querystring", "e")))
    assert links(rooms(readers=(Reader("Other"),), removers=("Make",)), other) == {}


def test_payloads_are_not_looked_into() -> None:
    response = {**structure("Response", Room=structure("Room", RoomId=STRING)), "x-payload": "Room"}
    make = operation("Make", "POST /houses/{house}/rooms", ROOM, response)
    found = links(rooms(readers=(Reader("Get"),)), operation("Get", "GET /h/{h}", GET), maker=make)
    assert found == {"Get": ({"path.h": HOUSE}, None)}


def test_the_link_that_knows_most_is_taken() -> None:
    resources = {
        "House": Resource(
            "House", ("HouseId",), makers=(Writer("Make"),), readers=(Reader("Get"),)
        ),
        **rooms(readers=(Reader("Get"),)).resources,
        "Yard": Resource("Yard", ("HouseId",), makers=(Writer("Make"),), readers=(Reader("Get"),)),
    }
    found = links(Lifecycle(resources), operation("Get", "GET /h/{h}", GET))
    assert found == {"Get": (EXPECTED, None)}
