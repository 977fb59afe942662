from __future__ import annotations

import json
from typing import Any

import pytest

from shapeproof.contract.document import dump, to_documents
from shapeproof.contract.lifecycle import Confidence, Lifecycle, Need, Reader, Resource, Writer
from shapeproof.contract.lifecycle_document import lifecycle_document
from shapeproof.contract.model import ErrorContract, HttpBinding, Paginator
from shapeproof.contract.reading import from_documents
from shapeproof.exceptions import BrokenContract

from .contract_samples import DELETED, changed, documents

SERVICE, GET, LIFECYCLE = "service.json", "GetThing.json", "lifecycle.json"
OOPS = "/errors/Oops"
PAGES = "/paginators/ListThings"
THING = "/resources/Thing"
MAKER = f"{THING}/makers/0"
NODE = "/request/$defs/Node"

CORRUPT: list[tuple[str, str, Any, str, str]] = [
    # file, pointer, what stands there, the pointer that is told, a part of the reason
    (SERVICE, "", DELETED, "", "the file is missing"),
    (SERVICE, "", None, "", "an object is due, not null"),
    (SERVICE, "", [], "", "an object is due, not a list"),
    (SERVICE, "", "text", "", "an object is due, not a string"),
    (SERVICE, "", True, "", "an object is due, not a boolean"),
    (SERVICE, "", 1.5, "", "an object is due, not a number"),
    (SERVICE, "/format", DELETED, "/format", "it is missing"),
    (SERVICE, "/format", 2, "/format", "this version reads format 1"),
    (SERVICE, "/format", "1", "/format", "an integer is due, not a string"),
    (SERVICE, "/format", True, "/format", "an integer is due, not a boolean"),
    (SERVICE, "/format", 1.0, "/format", "an integer is due, not a number"),
    (SERVICE, "/service", DELETED, "/service", "it is missing"),
    (SERVICE, "/service", 7, "/service", "a string is due, not an integer"),
    (SERVICE, "/apiVersion", None, "/apiVersion", "a string is due, not null"),
    (SERVICE, "/protocol", ["x"], "/protocol", "a string is due, not a list"),
    (SERVICE, "/fullName", DELETED, "/fullName", "it is missing"),
    (SERVICE, "/serviceId", {}, "/serviceId", "a string is due, not an object"),
    (SERVICE, "/metadata", [], "/metadata", "an object is due, not a list"),
    (SERVICE, "/operations", "x", "/operations", "an object is due, not a string"),
    (SERVICE, "/operations/Nobody", {}, "", "the file is missing"),
    (SERVICE, "/operations/GetThing", None, "/operations/GetThing", "an object is due"),
    (SERVICE, "/operations/GetThing/http", DELETED, "/operations/GetThing/http/method", "missing"),
    (SERVICE, "/operations/GetThing/http", "GET", "/operations/GetThing/http", "an object is due"),
    (
        SERVICE,
        "/operations/GetThing/http/status",
        "200",
        "/operations/GetThing/http/status",
        "an integer is due, not a string",
    ),
    (
        SERVICE,
        "/operations/GetThing/errors",
        "Oops",
        "/operations/GetThing/errors",
        "a list is due, not a string",
    ),
    (
        SERVICE,
        "/operations/GetThing/errors",
        ["Oops", 1],
        "/operations/GetThing/errors/1",
        "a string is due, not an integer",
    ),
    (
        SERVICE,
        "/operations/GetThing/errors",
        ["Oops", "Other"],
        "/operations/GetThing/errors/1",
        "no error 'Other' is described",
    ),
    (
        SERVICE,
        "/operations/GetThing/deprecated",
        "yes",
        "/operations/GetThing/deprecated",
        "a boolean is due, not a string",
    ),
    (SERVICE, "/errors", None, "/errors", "an object is due, not null"),
    (SERVICE, f"{OOPS}/code", DELETED, f"{OOPS}/code", "it is missing"),
    (SERVICE, f"{OOPS}/status", "400", f"{OOPS}/status", "an integer is due, not a string"),
    (SERVICE, f"{OOPS}/fault", "moon", f"{OOPS}/fault", "'moon' is none of client, server"),
    (SERVICE, f"{OOPS}/fault", DELETED, f"{OOPS}/fault", "it is missing"),
    (SERVICE, "/errors/a~1b", {}, "/errors/a~1b", "no operation's file has its schema"),
    (SERVICE, PAGES, [], PAGES, "an object is due, not a list"),
    (SERVICE, f"{PAGES}/inputTokens", "x", f"{PAGES}/inputTokens", "a list is due"),
    (SERVICE, f"{PAGES}/outputTokens", [1], f"{PAGES}/outputTokens/0", "a string is due"),
    (SERVICE, f"{PAGES}/limitKey", 1, f"{PAGES}/limitKey", "a string is due, not an integer"),
    (SERVICE, f"{PAGES}/moreResults", [], f"{PAGES}/moreResults", "a string is due, not a list"),
    (GET, "", DELETED, "", "the file is missing"),
    (GET, "", [], "", "an object is due, not a list"),
    (GET, "/pythonName", DELETED, "/pythonName", "it is missing"),
    (GET, "/request", DELETED, "/request", "it is missing"),
    (GET, "/request", [], "/request", "an object is due, not a list"),
    (GET, "/response", True, "/response", "an object is due, not a boolean"),
    (GET, "/errors", [], "/errors", "an object is due, not a list"),
    (GET, "/errors/Oops", 1, "/errors/Oops", "it is not that of root/CreateThing.json"),
    (GET, "/errors/Oops/type", "x", "/errors/Oops", "it is not that of root/CreateThing.json"),
    ("CreateThing.json", OOPS, 1, OOPS, "an object is due, not an integer"),
    (GET, "/request/type", "string", "/request/type", "the schema of a structure is due"),
    (GET, "/request/properties", [], "/request/properties", "an object is due"),
    (GET, "/request/properties/Kind", 5, "/request/properties/Kind", "a schema is due"),
    ("CreateThing.json", f"{OOPS}/properties", 1, f"{OOPS}/properties", "an object is due"),
    (GET, f"{NODE}/properties/Next", None, f"{NODE}/properties/Next", "a schema is due"),
    (LIFECYCLE, "", None, "", "an object is due, not null"),
    (LIFECYCLE, "/reviewed", 1, "/reviewed", "a boolean is due, not an integer"),
    (LIFECYCLE, "/resources", [], "/resources", "an object is due, not a list"),
    (LIFECYCLE, THING, "x", THING, "an object is due, not a string"),
    (LIFECYCLE, f"{THING}/identifiers", "x", f"{THING}/identifiers", "a list is due"),
    (LIFECYCLE, f"{THING}/generated", [None], f"{THING}/generated/0", "a string is due, not null"),
    (LIFECYCLE, f"{THING}/single", "x", f"{THING}/single", "a boolean is due"),
    (LIFECYCLE, f"{THING}/makers", {}, f"{THING}/makers", "a list is due, not an object"),
    (LIFECYCLE, f"{THING}/makers/0", "x", f"{THING}/makers/0", "an object is due"),
    (LIFECYCLE, f"{MAKER}/operation", DELETED, f"{MAKER}/operation", "it is missing"),
    (LIFECYCLE, f"{MAKER}/operation", "Nope", f"{MAKER}/operation", "nothing is called 'Nope'"),
    (LIFECYCLE, f"{MAKER}/identifiers", [], f"{MAKER}/identifiers", "an object is due"),
    (LIFECYCLE, f"{MAKER}/outputs/Name", 1, f"{MAKER}/outputs/Name", "a string is due"),
    (LIFECYCLE, f"{MAKER}/shows", 1, f"{MAKER}/shows", "a list is due"),
    (
        LIFECYCLE,
        f"{MAKER}/shown_at/a~1b",
        "/Config",
        f"{MAKER}/shown_at/a~1b",
        "a pointer of two members is due",
    ),
    (
        LIFECYCLE,
        f"{THING}/readers/0/operation",
        "Nope",
        f"{THING}/readers/0/operation",
        "nothing is called 'Nope'",
    ),
    (LIFECYCLE, f"{THING}/readers/0/contains", 1, f"{THING}/readers/0/contains", "an object"),
    (LIFECYCLE, f"{THING}/listers", ["Nope"], f"{THING}/listers/0", "nothing is called 'Nope'"),
    (
        LIFECYCLE,
        f"{THING}/removers",
        ["DeleteThing", "Nope"],
        f"{THING}/removers/1",
        "nothing is called 'Nope'",
    ),
    (LIFECYCLE, f"{THING}/parent", "Nope", f"{THING}/parent", "nothing is called 'Nope'"),
    (LIFECYCLE, f"{THING}/parent", "Thing", f"{THING}/parent", "it is within itself"),
    (LIFECYCLE, f"{THING}/parent", "Part", f"{THING}/parent", "it is within itself"),
    (LIFECYCLE, "/needs", [], "/needs", "an object is due, not a list"),
    (LIFECYCLE, "/needs/Nope", {"resource": "Thing"}, "/needs/Nope", "nothing is called 'Nope'"),
    (LIFECYCLE, "/needs/GetThing/resource", DELETED, "/needs/GetThing/resource", "it is missing"),
    (
        LIFECYCLE,
        "/needs/GetThing/resource",
        "Nope",
        "/needs/GetThing/resource",
        "nothing is called 'Nope'",
    ),
    (
        LIFECYCLE,
        "/needs/GetThing/absent",
        "Nope",
        "/needs/GetThing/absent",
        "nothing is called 'Nope'",
    ),
    (
        LIFECYCLE,
        "/needs/GetThing/missing",
        "never",
        "/needs/GetThing/missing",
        "'never' is none of refused, scoped, open",
    ),
    (LIFECYCLE, "/needs/GetThing/missing", 1, "/needs/GetThing/missing", "a string is due"),
    (LIFECYCLE, f"{MAKER}/outputs/Name", "/Thing//Id", f"{MAKER}/outputs/Name", "a pointer to one"),
    (LIFECYCLE, f"{THING}/confidence", "sure", f"{THING}/confidence", "'sure' is none of high"),
    (LIFECYCLE, f"{THING}/confidence", 0.5, f"{THING}/confidence", "a string is due"),
    (LIFECYCLE, f"{THING}/evidence", "x", f"{THING}/evidence", "a list is due"),
    (LIFECYCLE, "/needs/GetThing/confidence", 1, "/needs/GetThing/confidence", "a string is due"),
    (LIFECYCLE, "/needs/GetThing/evidence", [1], "/needs/GetThing/evidence/0", "a string is due"),
]


def _corrupted(file: str, pointer: str, value: Any) -> dict[str, Any]:
    if pointer == "" and value is DELETED:
        return {name: each for name, each in documents().items() if name != file}
    return changed(file, pointer, value)


@pytest.mark.parametrize(("file", "pointer", "value", "told", "reason"), CORRUPT)
def test_what_does_not_fit_is_told_with_its_place(
    file: str, pointer: str, value: Any, told: str, reason: str
) -> None:
    with pytest.raises(BrokenContract) as caught:
        from_documents("root", _corrupted(file, pointer, value))

    name = "Nobody.json" if pointer == "/operations/Nobody" else file
    assert (caught.value.path, caught.value.pointer) == (f"root/{name}", told)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("file", "pointer"),
    [
        (SERVICE, "/metadata"),
        (SERVICE, "/operations/GetThing/errors"),
        (SERVICE, f"{OOPS}/status"),
        (SERVICE, "/paginators"),
        (SERVICE, f"{PAGES}/limitKey"),
        (GET, "/operation"),
        (GET, "/request/required"),
        (LIFECYCLE, "/format"),
        (LIFECYCLE, "/reviewed"),
        (LIFECYCLE, "/needs"),
        (LIFECYCLE, "/needs/GetThing/missing"),
        (LIFECYCLE, f"{THING}/identifiers"),
        (LIFECYCLE, f"{THING}/makers"),
        (LIFECYCLE, f"{MAKER}/shown_at"),
        (LIFECYCLE, "/resources/Part/single"),
    ],
)
def test_what_may_be_left_out(file: str, pointer: str) -> None:
    from_documents("root", changed(file, pointer, DELETED))


def test_a_contract_may_have_no_lifecycle() -> None:
    found = {name: each for name, each in documents().items() if name != LIFECYCLE}

    assert from_documents("root", found).lifecycle == Lifecycle()


def test_an_operation_that_is_not_listed_is_not_read() -> None:
    found = {**documents(), "Other.json": "rubbish"}

    assert "Other" not in from_documents("root", found).operations


def test_what_is_read() -> None:
    contract = from_documents("root", documents())

    assert (contract.service, contract.api_version) == ("sample", "2020-01-01")
    assert (contract.protocol, contract.full_name) == ("rest-json", "Sample Service")
    assert (contract.service_id, contract.metadata) == ("Sample", {"signingName": "sample"})
    assert list(contract.operations) == ["CreateThing", "GetThing", "DeleteThing", "ListThings"]
    get, delete = contract.operations["GetThing"], contract.operations["DeleteThing"]
    assert (get.name, get.python_name, get.errors) == ("GetThing", "get_thing", ("Oops",))
    assert get.http == HttpBinding("GET", "/things/{name}", 200)
    assert (get.deprecated, delete.deprecated) == (False, True)
    schema = documents()["GetThing.json"]["errors"]["Oops"]
    assert contract.errors["Oops"] == ErrorContract("Oops", "OopsException", 400, "client", schema)
    assert contract.errors_of(get) == (contract.errors["Oops"],)
    assert contract.paginators["ListThings"] == Paginator(
        "ListThings", ("NextToken",), ("NextToken",), ("Things",), "MaxResults", None
    )


def test_the_lifecycle_that_is_read() -> None:
    lifecycle = from_documents("root", documents()).lifecycle

    maker = Writer(
        "CreateThing",
        identifiers={"Name": "ThingName"},
        outputs={"Name": "Id"},
        shows=("Kind",),
        shown_at={"Kind": "/Config/Kind"},
    )
    reader = Reader("GetThing", ("Kind",), ("Kind",), {"Things": "Name"}, ("Name",))
    thing = Resource(
        "Thing",
        identifiers=("Name",),
        makers=(maker,),
        readers=(reader,),
        listers=("ListThings",),
        removers=("DeleteThing",),
    )
    plain = (Writer("CreateThing"),)
    part = Resource(
        "Part",
        identifiers=("Name", "PartId"),
        generated=("PartId",),
        parent="Thing",
        single=True,
        sources=plain,
        importers=plain,
        changers=plain,
    )
    assert lifecycle == Lifecycle(
        {"Thing": thing, "Part": part},
        {
            "GetThing": Need("Part", "refused", "Thing"),
            "DeleteThing": Need("Thing", "scoped"),
            "ListThings": Need("Thing", "open"),
        },
        reviewed=True,
    )


def test_the_round_trip() -> None:
    contract = from_documents("root", documents())

    written = {**to_documents(contract), LIFECYCLE: lifecycle_document(contract.lifecycle)}

    assert written == documents()
    assert from_documents("root", json.loads(dump(written))) == contract


@pytest.mark.parametrize("confidence", ["high", "medium", "low", None])
def test_a_guess_is_written_and_read_with_its_reasons(confidence: Confidence | None) -> None:
    thing = Resource("Thing", ("Id",), confidence=confidence, evidence=("a reason",))
    need = Need("Thing", confidence=confidence, evidence=("one", "other"))
    guess = Lifecycle({"Thing": thing}, {"GetThing": need})

    document = json.loads(dump(lifecycle_document(guess)))

    assert document["resources"]["Thing"].get("confidence") == confidence
    assert from_documents("root", {**documents(), LIFECYCLE: document}).lifecycle == guess


def test_an_empty_lifecycle_is_written_and_read() -> None:
    document = lifecycle_document(Lifecycle())

    assert document == {"format": 1, "reviewed": False, "resources": {}, "needs": {}}
    contract = from_documents("root", {**documents(), LIFECYCLE: document})
    assert contract.lifecycle == Lifecycle()


def test_the_form_of_a_document() -> None:
    assert dump({"b": [1], "a": "é"}) == '{\n "a": "é",\n "b": [\n  1\n ]\n}\n'
