"""What strategies/README.md tells people to write works as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import find
from hypothesis.strategies import SearchStrategy

from shapeproof.compile import compile_service
from shapeproof.exceptions import BrokenStrategies
from shapeproof.generate.cases.places import places
from shapeproof.generate.domain import load_domain, substitution
from shapeproof.generate.domain.base_values import RealisticValues

REPOSITORY = Path(__file__).parents[4]
README = (REPOSITORY / "strategies" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)
EXAMPLE, FORMS, TESTING = (block for language, block in BLOCKS if language == "python")
(MESSAGE,) = (block.strip() for language, block in BLOCKS if not language)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("strategies")
    path.mkdir()
    (path / "sqs.py").write_text(EXAMPLE, encoding="utf-8")
    return path


@pytest.mark.long
@pytest.mark.slow
def test_the_example_s_values_are_drawn_where_it_says(folder: Path) -> None:
    sqs = compile_service("sqs")
    ask = substitution(load_domain("sqs", (folder,), sqs), sqs)

    def value(operation: str, pointer: str) -> Any:
        root = sqs.operations[operation].request
        place = next(each for each in places(root) if each.pointer == pointer)
        found = ask(operation, place.tokens, place.schema)
        return None if found is None else find(found, lambda drawn: True)

    assert value("CreateQueue", "/QueueName").endswith("-queue")
    assert json.loads(value("SendMessage", "/MessageBody"))["count"] == 1
    assert json.loads(value("SendMessageBatch", "/Entries/0/MessageBody"))["count"] == 1
    assert value("SendMessageBatch", "/Entries/0/DelaySeconds") == 0
    assert value("SendMessage", "/DelaySeconds") is None
    attribute = next(
        each.pointer
        for each in places(sqs.operations["SendMessage"].request)
        if each.kind == "entry" and each.tokens[0] == "MessageAttributes"
    )
    assert value("SendMessage", attribute) == {"DataType": "String", "StringValue": "high"}


def test_the_forms_hold_where_it_says(folder: Path) -> None:
    (folder / "common.py").write_text(FORMS, encoding="utf-8")
    ec2 = compile_service("ec2")
    known = RealisticValues.load(ec2, (folder,))
    shape = ec2.operations["CreateSubnet"].request_shape
    assert known.at("CreateSubnet", ("CidrBlock",), shape.at(("CidrBlock",))) == ("10.0.0.0/24",)


def test_the_example_s_own_test() -> None:
    names: dict[str, Any] = {}
    exec(TESTING, names)

    assert isinstance(names["names"], SearchStrategy)


def test_the_mistake_is_told_as_it_says(folder: Path) -> None:
    path = folder / "sqs.py"
    path.write_text(EXAMPLE.replace('"QueueName"', '"QueueNme"'), encoding="utf-8")

    with pytest.raises(BrokenStrategies) as raised:
        load_domain("sqs", (folder,), compile_service("sqs"))
    assert str(raised.value) == MESSAGE
