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
    # file, pointer, what stands there, the pointer in the error, a part of the reason
    (SERVICE, "", DELETED, "", "the file is missing"),
    (SERVICE, "", None, "", "expected an object, found null"),
    (SERVICE, "", [], "", "expected an object, found a list"),
    (SERVICE, "", "text", "", "expected an object, found a string"),
    (SERVICE, "", True, "", "expected an object, found a boolean"),
    (SERVICE, "", 1.5, "", "expected an object, found a number"),
    (SERVICE, "/format", DELETED, "/format", "it is missing"),
    (SERVICE, "/format", 2, "/format", "this version reads format 1"),
    (SERVICE, "/format", "1", "/format", "expected an integer, found a string"),
    (SERVICE, "/format", True, "/format", "expected an integer, found a boolean"),
    (SERVICE, "/format", 1.0, "/format", "expected an integer, found a number"),
    (SERVICE, "/service", DELETED, "/service", "it is missing"),
    (SERVICE, "/service", 7, "/service", "expected a string, found an integer"),
    (SERVICE, "/apiVersion", None, "/apiVersion", "expected a string, found null"),
    (SERVICE, "/protocol", ["x"], "/protocol", "expected a string, found a list"),
    (SERVICE, "/fullName", DELETED, "/fullName", "it is missing"),
    (SERVICE, "/serviceId", {}, "/serviceId", "expected a string, found an object"),
    (SERVICE, "/metadata", [], "/metadata", "expected an object, found a list"),
    (SERVICE, "/operations", "x", "/operations", "expected an object, found a string"),
    (SERVICE, "/operations/Nobody", {}, "", "the file is missing"),
    (SERVICE, "/operations/GetThing", None, "/operations/GetThing", "expected an object"),
    (SERVICE, "/operations/GetThing/http", DELETED, "/operations/GetThing/http/method", "missing"),
    (
        SERVICE,
        "/operations/GetThing/http",
        "GET",
        "/operations/GetThing/http",
        "expected an object",
    ),
    (
        SERVICE,
        "/operations/GetThing/http/status",
        "200",
        "/operations/GetThing/http/status",
        "expected an integer, found a string",
    ),
    (
        SERVICE,
        "/operations/GetThing/errors",
        "Oops",
        "/operations/GetThing/errors",
        "expected a list, found a string",
    ),
    (
        SERVICE,
        "/operations/GetThing/errors",
        ["Oops", 1],
        "/operations/GetThing/errors/1",
        "expected a string, found an integer",
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
        "expected a boolean, found a string",
    ),
    (SERVICE, "/errors", None, "/errors", "expected an object, found null"),
    (SERVICE, f"{OOPS}/code", DELETED, f"{OOPS}/code", "it is missing"),
    (SERVICE, f"{OOPS}/status", "400", f"{OOPS}/status", "expected an integer, found a string"),
    (
        SERVICE,
        f"{OOPS}/fault",
        "moon",
        f"{OOPS}/fault",
        "choose client or server",
    ),
    (SERVICE, f"{OOPS}/fault", DELETED, f"{OOPS}/fault", "it is missing"),
    (SERVICE, "/errors/a~1b", {}, "/errors/a~1b", "no operation's file has its schema"),
    (SERVICE, PAGES, [], PAGES, "expected an object, found a list"),
    (SERVICE, f"{PAGES}/inputTokens", "x", f"{PAGES}/inputTokens", "expected a list"),
    (SERVICE, f"{PAGES}/outputTokens", [1], f"{PAGES}/outputTokens/0", "expected a string"),
    (SERVICE, f"{PAGES}/limitKey", 1, f"{PAGES}/limitKey", "expected a string, found an integer"),
    (
        SERVICE,
        f"{PAGES}/moreResults",
        [],
        f"{PAGES}/moreResults",
        "expected a string, found a list",
    ),
    (GET, "", DELETED, "", "the file is missing"),
    (GET, "", [], "", "expected an object, found a list"),
    (GET, "/pythonName", DELETED, "/pythonName", "it is missing"),
    (GET, "/request", DELETED, "/request", "it is missing"),
    (GET, "/request", [], "/request", "expected an object, found a list"),
    (GET, "/response", True, "/response", "expected an object, found a boolean"),
    (GET, "/errors", [], "/errors", "expected an object, found a list"),
    (GET, "/errors/Oops", 1, "/errors/Oops", "it is not that of root/CreateThing.json"),
    (GET, "/errors/Oops/type", "x", "/errors/Oops", "it is not that of root/CreateThing.json"),
    ("CreateThing.json", OOPS, 1, OOPS, "expected an object, found an integer"),
    (GET, "/request/type", "string", "/request/type", "expected the schema of a structure"),
    (GET, "/request/properties", [], "/request/properties", "expected an object"),
    (GET, "/request/properties/Kind", 5, "/request/properties/Kind", "expected a schema"),
    ("CreateThing.json", f"{OOPS}/properties", 1, f"{OOPS}/properties", "expected an object"),
    (GET, f"{NODE}/properties/Next", None, f"{NODE}/properties/Next", "expected a schema"),
    (LIFECYCLE, "", None, "", "expected an object, found null"),
    (LIFECYCLE, "/reviewed", 1, "/reviewed", "expected a boolean, found an integer"),
    (LIFECYCLE, "/resources", [], "/resources", "expected an object, found a list"),
    (LIFECYCLE, THING, "x", THING, "expected an object, found a string"),
    (LIFECYCLE, f"{THING}/identifiers", "x", f"{THING}/identifiers", "expected a list"),
    (
        LIFECYCLE,
        f"{THING}/generated",
        [None],
        f"{THING}/generated/0",
        "expected a string, found null",
    ),
    (LIFECYCLE, f"{THING}/single", "x", f"{THING}/single", "expected a boolean"),
    (LIFECYCLE, f"{THING}/makers", {}, f"{THING}/makers", "expected a list, found an object"),
    (LIFECYCLE, f"{THING}/makers/0", "x", f"{THING}/makers/0", "expected an object"),
    (LIFECYCLE, f"{MAKER}/operation", DELETED, f"{MAKER}/operation", "it is missing"),
    (LIFECYCLE, f"{MAKER}/operation", "Nope", f"{MAKER}/operation", "unknown operation 'Nope'"),
    (LIFECYCLE, f"{MAKER}/identifiers", [], f"{MAKER}/identifiers", "expected an object"),
    (LIFECYCLE, f"{MAKER}/outputs/Name", 1, f"{MAKER}/outputs/Name", "expected a string"),
    (LIFECYCLE, f"{MAKER}/shows", 1, f"{MAKER}/shows", "expected a list"),
    (
        LIFECYCLE,
        f"{MAKER}/shown_at/a~1b",
        "/Config",
        f"{MAKER}/shown_at/a~1b",
        "expected a JSON pointer of two members",
    ),
    (
        LIFECYCLE,
        f"{THING}/readers/0/operation",
        "Nope",
        f"{THING}/readers/0/operation",
        "unknown operation 'Nope'",
    ),
    (LIFECYCLE, f"{THING}/readers/0/contains", 1, f"{THING}/readers/0/contains", "an object"),
    (LIFECYCLE, f"{THING}/listers", ["Nope"], f"{THING}/listers/0", "unknown operation 'Nope'"),
    (
        LIFECYCLE,
        f"{THING}/removers",
        ["DeleteThing", "Nope"],
        f"{THING}/removers/1",
        "unknown operation 'Nope'",
    ),
    (LIFECYCLE, f"{THING}/parent", "Nope", f"{THING}/parent", "unknown resource 'Nope'"),
    (LIFECYCLE, f"{THING}/parent", "Thing", f"{THING}/parent", "it is its own ancestor"),
    (LIFECYCLE, f"{THING}/parent", "Part", f"{THING}/parent", "it is its own ancestor"),
    (LIFECYCLE, f"{THING}/reader", [], f"{THING}/reader", "did you mean 'readers'?"),
    (LIFECYCLE, f"{MAKER}/operatoin", "x", f"{MAKER}/operatoin", "did you mean 'operation'?"),
    (LIFECYCLE, "/format", 2, "/format", "expected 1"),
    (LIFECYCLE, "/needs", [], "/needs", "expected an object, found a list"),
    (LIFECYCLE, "/needs/Nope", {"resource": "Thing"}, "/needs/Nope", "unknown operation 'Nope'"),
    (LIFECYCLE, "/needs/GetThing/resource", DELETED, "/needs/GetThing/resource", "it is missing"),
    (
        LIFECYCLE,
        "/needs/GetThing/resource",
        "Nope",
        "/needs/GetThing/resource",
        "unknown resource 'Nope'",
    ),
    (
        LIFECYCLE,
        "/needs/GetThing/absent",
        "Nope",
        "/needs/GetThing/absent",
        "unknown resource 'Nope'",
    ),
    (
        LIFECYCLE,
        "/needs/GetThing/missing",
        "never",
        "/needs/GetThing/missing",
        "unknown value 'never'; choose refused, scoped or open",
    ),
    (LIFECYCLE, "/needs/GetThing/missing", 1, "/needs/GetThing/missing", "expected a string"),
    (LIFECYCLE, f"{MAKER}/outputs/Name", "/Thing//Id", f"{MAKER}/outputs/Name", "pointer to one"),
    (
        LIFECYCLE,
        f"{THING}/confidence",
        "sure",
        f"{THING}/confidence",
        "value 'sure'; choose high",
    ),
    (LIFECYCLE, f"{THING}/confidence", 0.5, f"{THING}/confidence", "expected a string"),
    (LIFECYCLE, f"{THING}/evidence", "x", f"{THING}/evidence", "expected a list"),
    (LIFECYCLE, "/needs/GetThing/confidence", 1, "/needs/GetThing/confidence", "expected a string"),
    (LIFECYCLE, "/needs/GetThing/evidence", [1], "/needs/GetThing/evidence/0", "expected a string"),
]


def _corrupted(file: str, pointer: str, value: Any) -> dict[str, Any]:
    if pointer == "" and value is DELETED:
        return {name: each for name, each in documents().items() if name != file}
    return changed(file, pointer, value)


@pytest.mark.parametrize(("file", "pointer", "value", "place", "reason"), CORRUPT)
def test_what_does_not_fit_is_reported_with_its_place(
    file: str, pointer: str, value: Any, place: str, reason: str
) -> None:
    with pytest.raises(BrokenContract) as caught:
        from_documents("root", _corrupted(file, pointer, value))

    name = "Nobody.json" if pointer == "/operations/Nobody" else file
    assert (caught.value.path, caught.value.pointer) == (f"root/{name}", place)
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
