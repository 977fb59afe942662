"""Which contract judges the calls of a client: the user's, where one is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shapeproof.compile.source import load_raw_model
from shapeproof.plugin.passive.settings import PassiveSettings
from shapeproof.run.contract_sides import require_contracts
from shapeproof.run.passive.contracts import SeenContracts
from tests.unit.run.passive.test_run_passive_protocols import XML_TYPE, call


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The model of iam with an older list of operations."""
    raw = json.loads(json.dumps(load_raw_model("iam")[1]))
    raw["operations"] = {name: raw["operations"][name] for name in ("GetUser", "ListUsers")}
    path = tmp_path / "iam.json"
    path.write_text(json.dumps(raw))
    return path


def test_the_named_contract_judges_its_services(model: Path) -> None:
    contracts = SeenContracts(path=model)

    iam = contracts.of(call("iam", "GetUser", b"", headers=XML_TYPE))
    sns = contracts.of(call("sns", "ListTopics", b"", headers=XML_TYPE))

    assert iam is not None
    assert sns is not None
    assert set(iam.operations) == {"GetUser", "ListUsers"}
    assert len(sns.operations) > 20
    assert contracts.problems == []


def test_a_contract_of_another_protocol_is_told_and_not_used(model: Path) -> None:
    raw = json.loads(model.read_text())
    raw["metadata"] |= {"protocol": "json", "protocols": ["json"], "jsonVersion": "1.1"}
    model.write_text(json.dumps(raw))
    contracts = SeenContracts(path=model)

    found = contracts.of(call("iam", "GetUser", b"", headers=XML_TYPE))

    assert found is not None
    assert len(found.operations) > 20
    assert len(contracts.problems) == 1


def test_a_path_without_contracts_is_refused(
    model: Path, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_contracts(model)
    monkeypatch.setattr(
        pytestconfig.option, "shapeproof_contract", str(model.parent / "none"), raising=False
    )

    with pytest.raises(pytest.UsageError, match=r"--shapeproof-contract .*no such file"):
        PassiveSettings.of(pytestconfig)
