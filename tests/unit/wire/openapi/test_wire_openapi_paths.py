"""Paths of OpenAPI documents: fragments, greedy labels, and one name for each label of a path."""

import pytest

from .openapi_samples import at, document, operation, structure


def paths(*operations) -> dict[str, dict[str, str]]:
    found = document(*operations)["paths"]
    return {
        path: {method: each["operationId"] for method, each in item.items()}
        for path, item in found.items()
    }


def labelled(name: str, http: str, *labels: str):
    members = {f"M{label}": at("uri", label) for label in labels}
    return operation(name, http, structure(f"{name}Request", **members))


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([("A", "GET /x"), ("B", "PUT /x")], {"/x": {"get": "A", "put": "B"}}),
        ([("A", "GET /")], {"/": {"get": "A"}}),
        ([("A", "GET /x/"), ("B", "GET /x")], {"/x/": {"get": "A"}, "/x": {"get": "B"}}),
        ([("A", "GET /x?list&type=2")], {"/x": {"get": "A"}}),
        (
            [("Add", "POST /x?mode=add"), ("Make", "POST /x")],
            {"/x": {"post": "Make"}, "/x#Add": {"post": "Add"}},
        ),
        (
            [("A", "POST /x?a"), ("B", "POST /x?b"), ("C", "GET /x?c")],
            {"/x": {"post": "A", "get": "C"}, "/x#B": {"post": "B"}},
        ),
    ],
)
def test_operations_with_the_same_path_and_method_are_kept_apart(operations, expected) -> None:
    assert paths(*(operation(name, http) for name, http in operations)) == expected


def test_labels_are_called_as_in_the_first_operation_of_the_path() -> None:
    operations = (
        labelled("Get", "GET /x/{id}/y/{part}", "id", "part"),
        labelled("Put", "PUT /x/{other}/y/{id}", "other", "id"),
        labelled("Zap", "PUT /x/{a}/y/{b}?zap", "a", "b"),
    )
    found = document(*operations)["paths"]
    assert list(found) == ["/x/{id}/y/{part}", "/x/{id}/y/{part}#Zap"]
    put = found["/x/{id}/y/{part}"]["put"]["parameters"]
    assert [(each["name"], each["x-member"]) for each in put] == [("id", "Mother"), ("part", "Mid")]
    zap = found["/x/{id}/y/{part}#Zap"]["put"]["parameters"]
    assert [each["name"] for each in zap] == ["id", "part", "zap"]


def test_greedy_labels_are_plain_ones_with_a_mark() -> None:
    get = document(labelled("Get", "GET /x/{id}/{key+}", "id", "key"))["paths"]["/x/{id}/{key}"]
    marks = {each["name"]: each.get("x-greedy", False) for each in get["get"]["parameters"]}
    assert marks == {"id": False, "key": True}
