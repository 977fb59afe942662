"""Facts are taken from a reference as it states them; what it leaves open is an error."""

import json
from pathlib import Path
from typing import Any

import pytest

from .extract_documented import UnclearReferenceError, extract, main

LIST_BOATS = """\
See also: API
Request Syntax
response = client.list_boats(
    HarbourName='string',
    Filter={
        'Kinds': [
            'SAIL'|'ROWING',
        ],
        'Owners': [
            {
                'Name': 'string'
            },
        ],
        'OnlyFree': True|False
    },
    Limit=123,
    Token='string'
)
[REQUIRED]
Which harbour, by name.
What to look for.
Some kinds.
Some people.
One of them.
What they are called.
Whether to leave out the rest.
dict
Response Syntax
{
    'Boats': [
        {
            'Length': 123.0,
            'Flag': 'BLUE'
        },
    ],
    'Note': {}
    ,
    'Token': 'string'
}
Response Structure
(dict) --
200 response
Boats (list) --
What was found.
(dict) --
One of them.
Length (float) --
From end to end.
Flag (string) --
At the mast.
Note (dict) --
Token (string) --
Where to go on.
Exceptions
Harbour.Client.exceptions.StormExceptionHarbour.Client.exceptions.FogException"""

REFERENCE = f"""\
Harbour.Client
These are the available methods:
can_paginate()close()get_paginator()get_waiter()list_boats()sink_boat()can_paginate(operation_name)¶
list_boats(**kwargs)¶Looks around.
{LIST_BOATS}sink_boat(**kwargs)¶Sinks one.
Request Syntax
response = client.sink_boat(
    BoatId='string',
    Reason='string'
)
[REQUIRED]
Its ID, as painted on the boat.
{{
    'Sunk': True|False
}}
Response Structure
200 response
Whether it went down.
Exceptions
Harbour.Client.exceptions.FogExceptionThe available paginators are:
Harbour.Paginator.ListBoats¶paginator = client.get_paginator('list_boats')
paginate(**kwargs)¶Looks around for long.
Request Syntax
response_iterator = paginator.paginate(
    HarbourName='string',
    PaginationConfig={{
        'PageSize': 123
    }}
)
[REQUIRED]
Which harbour, by name.
How to page.
The size.
dict
Response Syntax
{{
    'Boats': [
        'string',
    ],
}}
Response Structure
(dict) --
200 response
Boats (list) --
What was found.
"""


def operation(name: str, text: str = REFERENCE) -> dict[str, Any]:
    """Return the facts of one operation."""
    facts: dict[str, Any] = extract(text)["operations"][name]
    return facts


def test_members_have_paths_and_types() -> None:
    assert operation("list_boats")["request"] == {
        "HarbourName": "string",
        "Filter": "structure",
        "Filter.Kinds": "list",
        "Filter.Kinds[]": ["ROWING", "SAIL"],
        "Filter.Owners": "list",
        "Filter.Owners[]": "structure",
        "Filter.Owners[].Name": "string",
        "Filter.OnlyFree": "boolean",
        "Limit": "integer",
        "Token": "string",
    }
    assert operation("list_boats")["response"] == {
        "Boats": "list",
        "Boats[]": "structure",
        "Boats[].Length": "double",
        "Boats[].Flag": ["BLUE"],
        "Note": "structure",
        "Token": "string",
    }


def test_response_without_headings_is_read() -> None:
    assert operation("sink_boat")["response"] == {"Sunk": "boolean"}


def test_errors_are_sorted_and_those_of_the_operation() -> None:
    assert operation("list_boats")["errors"] == ["FogException", "StormException"]
    assert operation("sink_boat")["errors"] == ["FogException"]


def test_paginator_names_its_operation_and_configuration() -> None:
    assert extract(REFERENCE)["paginators"] == {
        "ListBoats": {
            "operation": "list_boats",
            "request": {
                "HarbourName": "string",
                "PaginationConfig": "structure",
                "PaginationConfig.PageSize": "integer",
            },
            "required": ["HarbourName"],
            "response": {"Boats": "list", "Boats[]": "string"},
        }
    }


@pytest.mark.parametrize("name, required", [("list_boats", "HarbourName"), ("sink_boat", "BoatId")])
def test_mark_belongs_to_the_parameter_that_fits(name: str, required: str) -> None:
    assert operation(name)["required"] == [required]


def test_mark_after_the_members_of_a_parameter_belongs_to_a_later_one() -> None:
    text = REFERENCE.replace("the rest.\n", "the rest.\n[REQUIRED]\nThe limit.\n")
    assert operation("list_boats", text)["required"] == ["HarbourName", "Limit"]


@pytest.mark.parametrize(
    "stated, changed, message",
    [
        ("Its ID, as painted on the boat.", "Painted.", "sink_boat: 0 ways to read"),
        (
            "as painted on the boat.",
            "painted on the boat with reason.",
            "sink_boat: 2 ways to read",
        ),
        ("One of them.\nWhat they", "What they", "list_boats: 0 ways to read"),
        (
            "Length (float)",
            "Length (string)",
            "list_boats: the response and its description differ",
        ),
        ("Note (dict) --\n", "", "list_boats: the response and its description differ"),
        ("get_waiter()list_boats()", "get_waiter()list_boats()row()", r"not both: \['row'\]"),
        ("get_waiter()list_boats()", "get_waiter()", r"not both: \['list_boats'\]"),
    ],
)
def test_unclear_reference_is_an_error(stated: str, changed: str, message: str) -> None:
    assert stated in REFERENCE
    with pytest.raises(UnclearReferenceError, match=message):
        extract(REFERENCE.replace(stated, changed))


def test_document_is_sorted_and_stable(tmp_path: Path) -> None:
    reference, target = tmp_path / "reference.txt", tmp_path / "documented.json"
    reference.write_text(REFERENCE, encoding="utf-8")
    main(str(reference), str(target))
    text = target.read_text(encoding="utf-8")
    assert text == json.dumps(extract(REFERENCE), indent=1, sort_keys=True) + "\n"


def test_committed_facts_are_in_the_form_of_the_script() -> None:
    text = Path(__file__).with_name("documented.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True) + "\n"
