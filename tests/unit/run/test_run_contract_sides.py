from dataclasses import replace
from pathlib import Path

import pytest

from shapeproof.contract.store import write_pinned
from shapeproof.exceptions import BadUsage
from shapeproof.run.contract_sides import installed_side, open_side
from shapeproof.run.contracts import uncorrected

CONTRACTS = Path(__file__).parents[3] / "contracts"


def test_the_installed_side_has_the_services_of_the_other() -> None:
    old = open_side(str(CONTRACTS))
    new = installed_side(old, "contracts")
    assert list(new) == list(old) == ["amplifybackend"]
    assert new["amplifybackend"].protocol == old["amplifybackend"].protocol


def test_a_protocol_that_is_not_the_preferred_one_is_kept(tmp_path: Path) -> None:
    write_pinned(uncorrected("cloudwatch", None, "query"), tmp_path)
    old = open_side(str(tmp_path))
    assert installed_side(old, str(tmp_path))["cloudwatch"].protocol == "query"


def test_services_that_botocore_does_not_have() -> None:
    old = {"toys": replace(open_side("sts")["sts"], service="toys")}
    with pytest.raises(BadUsage) as caught:
        installed_side(old, "toys.json")
    assert str(caught.value) == (
        "toys.json: the installed botocore has none of its services; "
        "give NEW, the contract to compare it with"
    )
