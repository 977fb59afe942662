import json

import pytest

from shapeproof.contract.misspellings import misspelt_keyword
from shapeproof.contract.pointer import parse
from shapeproof.exceptions import BrokenContract
from shapeproof.run.contracts import ContractSources, load

PLACE = "/request/properties/Name"


@pytest.mark.parametrize(
    ("pointer", "near"),
    [
        ("/request/properties/Name/maxLenght", "maxLength"),
        ("/request/propertes/Name/maxLength", "properties"),
        ("/request/properties/Tags/item/maxLength", "items"),
        ("/errors/NotFound/requird", "required"),
        ("/reqest/required", "request"),
        ("/response/properties/Name/x-sensitve", "x-sensitive"),
        ("/response/properties/maxLenght/enum", None),
        ("/response/properties/Name/x-trust/enum", None),
        ("/response/x-own", None),
        ("/request/required", None),
    ],
)
def test_keywords(pointer, near):
    told = misspelt_keyword(parse(pointer), in_shape=False)
    assert (told is not None) == (near is not None)
    if told is not None:
        assert f"did you mean {near!r}?" in told


@pytest.mark.parametrize("pointer", ["/properties/Name/minLenght", "/requird"])
def test_keywords_of_a_shape(pointer):
    assert "did you mean" in (misspelt_keyword(parse(pointer), in_shape=True) or "")


def corrected(folder, **correction):
    own = folder / "pipes"
    own.mkdir(parents=True)
    found = {"value": 3, "reason": "r", **correction}
    (own / "overlay.json").write_text(json.dumps({"corrections": [found]}))
    contract = load("pipes", ContractSources(own=folder))
    return contract.operations["DescribePipe"].request["properties"]["Name"].get("maxLength")


@pytest.mark.parametrize(
    ("correction", "place", "near"),
    [
        ({"file": "DescribPipe.json", "pointer": f"{PLACE}/maxLength"}, "file", "DescribePipe"),
        (
            {"file": "DescribePipe.json", "pointer": "/request/properties/Naem/maxLength"},
            "pointer",
            "Name",
        ),
        ({"file": "*", "pointer": f"{PLACE}/maxLenght"}, "pointer", "maxLength"),
    ],
)
def test_what_is_misspelt_in_an_own_overlay_is_an_error(tmp_path, correction, place, near):
    with pytest.raises(BrokenContract) as caught:
        corrected(tmp_path, **correction)
    assert caught.value.pointer == f"/corrections/0/{place}"
    assert f"did you mean {near!r}?" in caught.value.reason


@pytest.mark.parametrize(
    "correction",
    [
        {"file": "DescribePipeV2.json", "pointer": f"{PLACE}/maxLength"},
        {"file": "NoSuchOperation.json", "pointer": f"{PLACE}/maxLength"},
        {"file": "DescribePipe.json", "pointer": "/request/properties/Name2/maxLength"},
    ],
)
def test_what_another_version_may_have_is_ignored(tmp_path, correction):
    assert corrected(tmp_path, **correction) != 3


def test_what_is_right_is_applied(tmp_path):
    assert corrected(tmp_path, file="DescribePipe.json", pointer=f"{PLACE}/maxLength") == 3
