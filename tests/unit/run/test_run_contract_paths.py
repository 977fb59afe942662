"""Contracts of models at a path: corrected as far as they have what the overlays correct."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shapeproof.contract.store import write_pinned
from shapeproof.exceptions import BadUsage, UnknownService
from shapeproof.generate.domain.base_values import RealisticValues
from shapeproof.run.contract_sides import open_side
from shapeproof.run.contracts import OWN_FOLDER, ContractSources, load, uncorrected
from tests.unit.compile.smithy.boxes import boxes

OVERLAY = {
    "corrections": [
        {"file": "PutBox.json", "pointer": "/request/properties/name/maxLength", "value": 9,
         "reason": "It is short."},
        {"file": "PutLid.json", "pointer": "/request/properties/name/maxLength", "value": 9,
         "reason": "Another version has it."},
        {"shape": "Lid", "pointer": "/required", "remove": True,
         "reason": "Another version has it."},
    ]
}  # fmt: skip


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "boxes.json"
    path.write_text(json.dumps(boxes()))
    return path


def overlay(document: Any, *within: str) -> None:
    folder = Path(OWN_FOLDER, "box-keeper", *within)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "overlay.json").write_text(json.dumps(document))


def test_overlays_apply_where_the_model_has_their_places(model: Path) -> None:
    overlay(OVERLAY)

    contract = load("box-keeper", ContractSources(model))

    assert contract.is_named
    assert contract.operations["PutBox"].request["properties"]["name"]["maxLength"] == 9
    place = f"{OWN_FOLDER}/box-keeper/overlay.json"
    assert contract.notes == (
        f"{place}: /request/properties/name/maxLength in PutLid.json is not in this version; "
        "its correction is left out",
        f"{place}: /required in Lid is not in this version; its correction is left out",
    )


def test_an_overlay_that_does_not_fit_is_left_out(model: Path) -> None:
    overlay({"corrections": [{"file": "PutBox.json", "pointer": "/request/type", "value": 9,
                              "reason": "Nonsense."}]})  # fmt: skip

    contract = load("box-keeper", ContractSources(model))

    assert "maxLength" not in contract.operations["PutBox"].request["properties"]["name"]
    assert "does not fit this version" in contract.notes[0]


def test_a_pinned_contract_of_the_model(model: Path, tmp_path: Path) -> None:
    plain = uncorrected("box-keeper", model)
    folder = write_pinned(plain, tmp_path / "pinned")
    overlay(OVERLAY)

    for path in (tmp_path / "pinned", folder, folder / "service.json"):
        read = load("box-keeper", ContractSources(path))
        assert read.operations["PutBox"].request["properties"]["name"]["maxLength"] == 9
        assert (read.source, len(read.notes)) == (plain.source, 2)
        assert uncorrected("box-keeper", path) == plain


def test_the_source_is_the_same_on_every_machine(model: Path, tmp_path: Path) -> None:
    folder = write_pinned(uncorrected("box-keeper", model), tmp_path / "pinned")

    document = json.loads((folder / "service.json").read_text())

    assert document["source"] == {"kind": "smithy", "version": "2.0"}
    assert str(tmp_path) not in (folder / "service.json").read_text()


def test_strategies_may_name_what_the_model_lacks(model: Path, tmp_path: Path) -> None:
    strategies = tmp_path / "strategies"
    strategies.mkdir()
    (strategies / "box_keeper.py").write_text(
        "from hypothesis import strategies as st\n"
        "from shapeproof.strategies import domain\n"
        "values = domain('box-keeper')\n"
        "values.members({'lidName': st.just('small')})\n"
    )

    RealisticValues.load(load("box-keeper", ContractSources(model)), (strategies,))


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ("box-keper", "did you mean box-keeper?"),
        ("zzz", "; it has box-keeper"),
        ("", "; it has box-keeper"),
    ],
)
def test_services_that_the_model_lacks(service: str, told: str, model: Path) -> None:
    with pytest.raises(UnknownService) as caught:
        load(service, ContractSources(model))

    assert str(caught.value).startswith(f"{model} has no service {service!r}")
    assert told in str(caught.value)


def test_sides_of_a_comparison(model: Path, tmp_path: Path) -> None:
    write_pinned(uncorrected("box-keeper", model), tmp_path / "pinned")

    for name in (str(model), "boxes.json", "pinned"):
        assert set(open_side(name)) == {"box-keeper"}
    assert open_side("mq")["mq"].service == "mq"
    (tmp_path / "text").write_text("no model")
    for name, reason in {"text": "not JSON", "a/b": "no such file"}.items():
        with pytest.raises(BadUsage, match=reason) as caught:
            open_side(name)
        assert "a service of the installed botocore" in caught.value.remedy
