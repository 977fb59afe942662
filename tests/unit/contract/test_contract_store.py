from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shapeproof.contract import store
from shapeproof.contract.document import dump
from shapeproof.contract.reading import from_documents
from shapeproof.contract.store import (
    find_pinned,
    read_pinned,
    shipped_contracts,
    write_pinned,
)
from shapeproof.contract.user_document import MAX_DEPTH
from shapeproof.exceptions import BrokenContract

from .contract_samples import documents


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pinned contract that is as it should be."""
    target = tmp_path / "sample" / "2020-01-01"
    target.mkdir(parents=True)
    for name, document in documents().items():
        (target / name).write_text(dump(document), encoding="utf-8")
    return target


def _writes(content: bytes) -> Callable[[Path], None]:
    return lambda path: (path.unlink(missing_ok=True), path.write_bytes(content))[0]


def _becomes_a_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def _leads_nowhere(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(path.parent / "nowhere")


def _goes_round(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(path)


UNREADABLE: dict[str, tuple[Callable[[Path], None], str]] = {
    "empty": (_writes(b""), "not JSON (line 1, column 1: Expecting value)"),
    "cut off": (_writes(b'{"a":\n'), "not JSON (line 2, column 1: Expecting value)"),
    "text behind it": (_writes(b"{} x"), "not JSON (line 1, column 4: Extra data)"),
    "single quotes": (_writes(b"{'a': 1}"), "not JSON (line 1, column 2: "),
    "NaN": (_writes(b'{"a": NaN}'), "not JSON (NaN is not a number)"),
    "Infinity": (_writes(b"[-Infinity]"), "not JSON (-Infinity is not a number)"),
    "endless number": (_writes(b"9" * 5000), "not JSON ("),
    "Latin-1": (_writes(b'{"a": "\xe9"}'), "not UTF-8 text"),
    "UTF-16": (_writes('{"a": 1}'.encode("utf-16")), "not UTF-8 text"),
    "nested": (_writes(b"[" * 201 + b"]" * 201), "nested more than 200 levels deep"),
    "nested objects": (_writes(b'{"a":' * 300 + b"1" + b"}" * 300), "nested more than 200 levels"),
    "nested without end": (_writes(b"[" * 500_000), "nested too deeply"),
    "folder": (_becomes_a_folder, "Is a directory"),
    "dead link": (_leads_nowhere, "No such file or directory"),
    "link to itself": (_goes_round, "Too many levels of symbolic links"),
}


@pytest.mark.parametrize(
    "name", ["service.json", "GetThing.json", "lifecycle.json", "overlay.json"]
)
@pytest.mark.parametrize(("spoil", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read(
    folder: Path, spoil: Callable[[Path], None], reason: str, name: str
) -> None:
    spoil(folder / name)

    with pytest.raises(BrokenContract) as caught:
        read_pinned(folder)

    assert (caught.value.path, caught.value.pointer) == (str(folder / name), "")
    assert caught.value.reason.startswith(reason)


@pytest.mark.parametrize("content", ["null", "1", "true", '"text"', "[]"])
@pytest.mark.parametrize(
    "name", ["service.json", "GetThing.json", "lifecycle.json", "overlay.json"]
)
def test_a_file_that_holds_no_object(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content)

    with pytest.raises(BrokenContract) as caught:
        read_pinned(folder)

    assert (caught.value.path, caught.value.pointer) == (str(folder / name), "")
    assert caught.value.reason.startswith("expected an object, found ")


@pytest.mark.parametrize("name", ["service.json", "GetThing.json"])
def test_a_file_that_is_missing(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(BrokenContract) as caught:
        read_pinned(folder)

    assert caught.value == BrokenContract(str(folder / name), "", "the file is missing")


def test_a_file_that_is_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MAX_FILE_BYTES", 1000)
    (folder / "GetThing.json").write_text(" " * 1001)

    with pytest.raises(BrokenContract) as caught:
        read_pinned(folder)

    assert caught.value.reason == "larger than 1,000 bytes"


def test_the_bound_of_the_size_is_that_of_a_file_on_disk(folder: Path) -> None:
    path = folder / "GetThing.json"
    with path.open("wb") as file:
        file.truncate(store.MAX_FILE_BYTES + 1)

    with pytest.raises(BrokenContract) as caught:
        read_pinned(folder)

    assert caught.value == BrokenContract(str(path), "", "larger than 33,554,432 bytes")


def test_depth_is_counted_to_the_last_level(folder: Path) -> None:
    nested: Any = {}
    for _ in range(MAX_DEPTH - 2):
        nested = [nested]
    service = {**documents()["service.json"], "notes": nested}
    (folder / "service.json").write_text(json.dumps(service))
    assert read_pinned(folder).service == "sample"

    (folder / "service.json").write_text(json.dumps({**service, "notes": [nested]}))
    with pytest.raises(BrokenContract, match="nested more than 200 levels deep"):
        read_pinned(folder)


def test_a_broken_schema_is_reported_with_its_file_and_place(folder: Path) -> None:
    found = documents()["GetThing.json"]
    found["request"]["properties"]["Kind"]["enum"] = []
    (folder / "GetThing.json").write_text(dump(found))

    with pytest.raises(BrokenContract) as caught:
        read_pinned(folder)

    assert caught.value.path == str(folder / "GetThing.json")
    assert caught.value.pointer == "/request/properties/Kind/enum"


def test_the_overlay_is_applied(folder: Path) -> None:
    correction = {
        "file": "*",
        "pointer": "/errors/Oops/required",
        "value": ["Message"],
        "reason": "always there",
    }
    (folder / "overlay.json").write_text(json.dumps({"corrections": [correction]}))

    assert read_pinned(folder).errors["Oops"].schema["required"] == ["Message"]


def test_an_overlay_may_break_nothing(folder: Path) -> None:
    correction = {"file": "*", "pointer": "/request/type", "value": "text", "reason": "x"}
    (folder / "overlay.json").write_text(json.dumps({"corrections": [correction]}))

    with pytest.raises(BrokenContract, match=r"overlay.json at /request/type: .*; correct the"):
        read_pinned(folder)


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    contract = from_documents("x", documents())

    target = write_pinned(contract, tmp_path)

    assert target == tmp_path / "sample" / "2020-01-01"
    assert {path.name: json.loads(path.read_text()) for path in target.iterdir()} == documents()
    assert read_pinned(target) == contract


def test_a_lifecycle_that_is_there_is_kept(folder: Path, tmp_path: Path) -> None:
    corrected = dump({**documents()["lifecycle.json"], "needs": {}})
    (folder / "lifecycle.json").write_text(corrected)
    (folder / "GetThing.json").write_text("{}")

    write_pinned(from_documents("x", documents()), tmp_path)

    assert (folder / "lifecycle.json").read_text() == corrected
    assert json.loads((folder / "GetThing.json").read_text()) == documents()["GetThing.json"]


def _pin(folder: Path, service: str, *versions: str) -> None:
    for version in versions:
        target = folder / service / version
        target.mkdir(parents=True)
        (target / "service.json").write_text(json.dumps({"service": service}))


def test_the_newest_version_is_found(tmp_path: Path) -> None:
    years = (2019, 2015, 2020, 2011, 2018, 2012, 2017, 2010, 2013, 2016, 2014)
    _pin(tmp_path, "sample", "2020-08-11", "2020-01-01", *(f"{year}-12-31" for year in years[:2]))
    _pin(tmp_path, "sample", *(f"{year}-02-28" for year in years))
    _pin(tmp_path, "sample2", "2024-01-01")
    (tmp_path / "sample" / "2025-01-01").mkdir()

    assert find_pinned("sample", tmp_path) == tmp_path / "sample" / "2020-08-11"


@pytest.mark.parametrize("service", ["", "other", "*", "sampl?", "**", ".", "..", "/", "[", "a\0b"])
def test_a_service_that_is_not_pinned(tmp_path: Path, service: str) -> None:
    _pin(tmp_path, "sample", "2020-01-01")

    assert find_pinned(service, tmp_path) is None


def test_no_way_leads_out_of_the_folder(tmp_path: Path) -> None:
    _pin(tmp_path, "sample", "2020-01-01")
    (tmp_path / "inner").mkdir()

    assert find_pinned("../sample", tmp_path / "inner") is None
    assert find_pinned(str(tmp_path / "sample"), tmp_path / "inner") is None


def test_the_folder_of_one_version_is_found_by_its_service(tmp_path: Path) -> None:
    _pin(tmp_path, "sample", "2020-01-01")
    version = tmp_path / "sample" / "2020-01-01"

    assert find_pinned("sample", version) == version
    assert find_pinned("other", version) is None


def test_the_folder_of_one_version_may_be_broken(tmp_path: Path) -> None:
    (tmp_path / "service.json").write_text("{")

    with pytest.raises(BrokenContract):
        find_pinned("sample", tmp_path)


@pytest.mark.parametrize("content", ["[]", "null", "1", "{}"])
def test_a_version_that_names_no_service(tmp_path: Path, content: str) -> None:
    (tmp_path / "service.json").write_text(content)

    assert find_pinned("sample", tmp_path) is None


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert find_pinned("sample", tmp_path / "nowhere") is None


def test_contracts_come_with_the_package() -> None:
    folder = shipped_contracts()

    assert folder is not None
    assert find_pinned("amplifybackend", folder) is not None
