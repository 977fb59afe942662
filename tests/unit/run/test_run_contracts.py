import shutil
from pathlib import Path

import pytest

from shapeproof.contract.store import shipped_contracts
from shapeproof.exceptions import BadUsage, BrokenContract, UnknownService
from shapeproof.run.contracts import OWN_FOLDER, ContractSources, load


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def pin(folder: Path, *, full_name: str = "Mine") -> Path:
    """A pinned contract with another name, so that it can be told from the shipped one."""
    shipped = shipped_contracts()
    assert shipped is not None
    place = folder / "amplifybackend"
    shutil.copytree(shipped / "amplifybackend", place)
    service = next(place.glob("*/service.json"))
    text = service.read_text()
    assert '"AmplifyBackend"' in text
    service.write_text(text.replace('"AmplifyBackend"', f'"{full_name}"'))
    return service


def test_the_shipped_contract() -> None:
    found = load("amplifybackend")
    assert (found.service_id, found.lifecycle.reviewed) == ("AmplifyBackend", True)
    assert len(found.operations) == 31


def test_the_users_own_comes_first(tmp_path: Path) -> None:
    pin(tmp_path / OWN_FOLDER)
    assert load("amplifybackend").service_id == "Mine"


def test_a_named_folder_comes_before_all(tmp_path: Path) -> None:
    pin(tmp_path / OWN_FOLDER)
    pin(tmp_path / "other", full_name="Other")
    assert load("amplifybackend", ContractSources(tmp_path / "other")).service_id == "Other"


def test_the_installed_model_comes_last() -> None:
    found = load("mq")
    assert (found.service, found.lifecycle.reviewed) == ("mq", False)


@pytest.mark.parametrize(
    "name", ["amplifybakend", "", "*", "..", "../contracts/amplifybackend", "a/b", "x" * 500, "\0"]
)
def test_unknown_services(name: str, tmp_path: Path) -> None:
    pin(tmp_path / OWN_FOLDER)
    with pytest.raises(UnknownService) as error:
        load(name)
    if name == "amplifybakend":
        assert "amplifybackend" in error.value.nearest
    with pytest.raises(UnknownService):
        load(name, ContractSources(tmp_path / OWN_FOLDER))


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="no such file or folder"):
        load("amplifybackend", ContractSources(tmp_path / "none"))
    with pytest.raises(BadUsage, match="no contract or model"):
        load("amplifybackend", ContractSources(tmp_path))


def test_what_is_in_another_folder_is_told(tmp_path: Path) -> None:
    pin(tmp_path)
    with pytest.raises(UnknownService) as error:
        load("amplifybackends", ContractSources(tmp_path))
    assert error.value.nearest == ("amplifybackend",)
    with pytest.raises(UnknownService):
        load("mq", ContractSources(tmp_path))


def test_a_broken_contract_of_ones_own_is_not_passed_over(tmp_path: Path) -> None:
    pin(tmp_path / OWN_FOLDER).write_text("{")
    with pytest.raises(BrokenContract):
        load("amplifybackend")
