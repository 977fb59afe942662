"""Which kind of model lies at a path, and which services it holds."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from pathlib import Path
from typing import Any

import botocore
import pytest

from shapeproof.compile import compile_service, opening
from shapeproof.compile.opening import FoundService, services_at
from shapeproof.contract import user_document
from shapeproof.contract.model import ModelSource
from shapeproof.exceptions import BadUsage, BrokenContract
from tests.unit.compile.smithy.boxes import boxes

DATA = Path(botocore.__file__).parent / "data"
TOY: dict[str, Any] = {
    "version": "2.0",
    "metadata": {"protocol": "json", "serviceId": "Toy Box", "apiVersion": "2019-01-01"},
    "operations": {"Get": {"name": "Get", "input": {"shape": "In"}}},
    "shapes": {"In": {"type": "structure", "members": {"a": {"shape": "S"}}},
               "S": {"type": "string"}},
}  # fmt: skip


def written(path: Path, document: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    path.write_bytes(text)
    return path


def only(path: Path) -> FoundService:
    (found,) = services_at(path)
    return found


@pytest.fixture
def mq(tmp_path: Path) -> Path:
    """The folder of one service of the installed botocore, alone in a folder of data."""
    shutil.copytree(DATA / "mq", tmp_path / "data" / "mq")
    written(tmp_path / "__init__.py", b"__version__ = '1.2.3'\n")
    return next((tmp_path / "data" / "mq").iterdir())


def test_folders_of_botocores_data(mq: Path) -> None:
    whole = compile_service("mq")
    for each in (mq, mq.parent, mq.parents[1]):
        found = only(each)
        assert (found.service, found.source) == ("mq", ModelSource("botocore", "1.2.3"))
        contract = found.compiled()
        assert contract == whole
        assert contract.source == found.source


def test_a_document_alone_has_what_lies_beside_it(mq: Path, tmp_path: Path) -> None:
    document = next(mq.glob("service-2.json*"))
    data = document.read_bytes()
    plain = gzip.decompress(data) if document.suffix == ".gz" else data
    pages = {path.name: path for path in mq.glob("paginators-1.json*")}
    examples = written(mq / "examples-1.json", {"examples": {"ListBrokers": [{"input": {}}]}})

    inside = only(document).compiled()
    alone = only(written(tmp_path / "alone" / "anything.txt", plain))
    packed = only(written(tmp_path / "packed" / "x", gzip.compress(plain)))

    assert pages
    assert examples.exists()
    assert inside == compile_service("mq")
    assert inside.examples == {"ListBrokers": [{"input": {}}]}
    assert (alone.service, alone.source.kind) == ("mq", "service-2")
    assert alone.compiled().paginators == {}
    assert packed.compiled() == alone.compiled()


def test_additions_of_the_sdk_beside_a_document(tmp_path: Path) -> None:
    model = written(tmp_path / "toy" / "service-2.json", TOY)
    extra = {"version": 1.0, "merge": {"metadata": {"signingName": "toys"}}}
    written(tmp_path / "toy" / "service-2.sdk-extras.json", extra)

    assert only(model).compiled().metadata["signingName"] == "toys"


def test_names_come_from_the_content(tmp_path: Path) -> None:
    found = only(written(tmp_path / "service-2.json", TOY))

    assert found.service == "toy-box"
    assert [found.is_called(name) for name in ("toy-box", "Toy Box", "toy")] == [
        True,
        True,
        False,
    ]


def test_a_smithy_model(tmp_path: Path) -> None:
    found = only(written(tmp_path / "anything", boxes()))

    assert (found.service, found.source) == ("box-keeper", ModelSource("smithy", "2.0"))
    assert found.is_called("Boxes")
    assert found.compiled().source == found.source


def test_a_smithy_model_of_several_services_in_several_protocols(tmp_path: Path) -> None:
    ast = boxes()
    traits: dict[str, Any] = {"smithy.protocols#rpcv2Cbor": {}, "aws.protocols#awsJson1_1": {}}
    ast["shapes"]["boxes#Lids"] = {"type": "service", "version": "1", "traits": traits}
    ast["shapes"]["boxes#Lids"]["operations"] = [{"target": "boxes#PutBox"}]

    found = {each.service: each for each in services_at(written(tmp_path / "two.json", ast))}

    assert set(found) == {"box-keeper", "lids"}
    assert found["lids"].compiled("json").protocol == "json"
    assert found["lids"].compiled("smithy-rpc-v2-cbor").protocol == "smithy-rpc-v2-cbor"


def test_a_folder_of_models_with_other_names(tmp_path: Path) -> None:
    written(tmp_path / "a" / "boxes.json", boxes())
    written(tmp_path / "b" / "c" / "api-2.json", TOY)
    written(tmp_path / "package.json", {"name": "x"})
    written(tmp_path / "broken.json", b"{")

    assert {each.service for each in services_at(tmp_path)} == {"box-keeper", "toy-box"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b'{"smithy": "2.0", "sha', "it is not JSON (line 1, column 19"),
        (b"\x1f\x8bzz", "it cannot be read"),
        (b"PK\x03\x04zz", "it is a ZIP archive"),
        (b"\xff\xfe\x00", "it is not JSON"),
        (b'$version: "2"\nnamespace boxes\n', "it is Smithy IDL; 'smithy ast' writes it as JSON"),
        (b"[]", "it is a list, not a model"),
        (b"{}", "it is an empty object"),
        (b'{"openapi": "3.0.1"}', "it is an OpenAPI document"),
        (b'{"pagination": {}}', "it is a paginators document"),
        (b'{"name": "x", "version": "1"}', "it is an object with the keys name, version"),
        (b'{"smithy": "2.0", "shapes": {}}', "it is a Smithy model without a service"),
        (b"[" * 100_000, "it is not JSON"),
    ],
)
def test_what_is_no_model_is_told(content: bytes, reason: str, tmp_path: Path) -> None:
    path = written(tmp_path / "given", content)

    with pytest.raises(BadUsage) as caught:
        services_at(path)

    assert caught.value.what == str(path)
    assert caught.value.reason.startswith(reason)
    assert "a Smithy JSON AST" in caught.value.remedy
    assert "\n" not in str(caught.value)


def test_places_that_hold_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name, reason in {
        "none": "there is no such file or folder",
        "pipe": "it is a pipe that nobody writes to",
        "folder": "no contract or model lies in it",
    }.items():
        with pytest.raises(BadUsage, match=reason):
            services_at(tmp_path / name)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"shapes": {}}, "/operations/Get/input/shape"),
        ({"shapes": {"In": {"type": "strucure"}}}, "/shapes/In/type"),
        ({"shapes": {"In": {"type": "list"}}}, "/shapes/In/member"),
        ({"shapes": {"In": 3}}, "/shapes/In"),
        ({"shapes": []}, "/shapes"),
        ({"operations": {"Get": []}}, "/operations/Get"),
        ({"metadata": {}}, "/metadata"),
        ({"metadata": {"protocols": [[]]}}, "/metadata/protocols/0"),
        ({"operations": {"Get": {"errors": 5}}}, "/operations/Get/errors"),
        ({"operations": {"Get": {"http": {"responseCode": "x"}}}},
         "/operations/Get/http/responseCode"),
        ({"shapes": {"In": {"type": []}}}, "/shapes/In/type"),
        ({"shapes": {"In": {"type": "structure", "required": True}}}, "/shapes/In/required"),
        ({"shapes": {"In": {"type": "string", "enum": [{}]}}}, "/shapes/In/enum/0"),
        ({"shapes": {"In": {"type": "string", "max": "5"}}}, "/shapes/In/max"),
        ({"shapes": {"In": {"type": "string", "pattern": 5}}}, "/shapes/In/pattern"),
        ({"shapes": {"In": {"type": "structure", "error": {"httpStatusCode": {}}}}},
         "/shapes/In/error/httpStatusCode"),
        (
            {"shapes": {"In": {"type": "structure", "members": {"a": {"shape": "In"}},
                               "required": ["a"]}}},
            "/shapes/In/required",
        ),
    ],
)  # fmt: skip
def test_broken_service_2_documents(change: dict[str, Any], pointer: str, tmp_path: Path) -> None:
    path = written(tmp_path / "service-2.json", {**TOY, **change})

    with pytest.raises(BrokenContract) as caught:
        services_at(path)

    assert (caught.value.path, caught.value.pointer) == (str(path), pointer)


@pytest.mark.parametrize("where", ["", "data", "botocore/data", "vendor/models"])
def test_of_several_api_versions_the_newest_counts(where: str, tmp_path: Path) -> None:
    for version in ("2014-11-11", "2015-03-31"):
        dated = {**TOY, "metadata": {**TOY["metadata"], "apiVersion": version}}
        written(tmp_path / where / "toy-box" / version / "service-2.json", dated)

    (found,) = services_at(tmp_path)

    assert found.is_called("toy-box")
    assert found.compiled().api_version == "2015-03-31"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(b"[" + b" " * 2_000), "unpacked, it is larger than 1,000 bytes"),
        (b'{"a": "\\ud800"}', r"a text has \\ud800, half of a surrogate pair"),
        (b"[" + b"[]," * 300 + b"1]", "it holds more than 100 values"),
    ],
)
def test_what_no_model_needs_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, reason: str
) -> None:
    monkeypatch.setattr(opening, "_MAX_BYTES", 1_000)
    monkeypatch.setattr(user_document, "MAX_VALUES", 100)
    path = tmp_path / "model.json"
    path.write_bytes(data)
    with pytest.raises(BadUsage, match=reason):
        services_at(path)


def test_whole_surrogate_pairs_are_characters() -> None:
    text = b'{"a": "\\ud83d\\ude00"}'
    assert user_document.half_characters(text, json.loads(text)) is None
