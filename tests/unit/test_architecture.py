"""ARCHITECTURE.md is true: its paths exist, and its layers are those that the linter checks."""

import re
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "src" / "shapeproof"
PAGE = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w./]+(?:/|\.py|\.md|\.json)[\w./]*)`", PAGE)))
PLACEHOLDERS = ("SERVICE", "overlay.json", "lifecycle.json")


@pytest.mark.parametrize(
    "path", [each for each in NAMED if not any(word in each for word in PLACEHOLDERS)]
)
def test_a_path_exists(path: str) -> None:
    assert (REPOSITORY / path).exists() or (SOURCE / path).exists()


def test_layers_are_those_of_the_linter() -> None:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["id"] == "layers")
    rows = re.findall(r"^\| \d+ \| (.*?) \|", PAGE, flags=re.MULTILINE)
    named = [{name.removesuffix(".py") for name in re.findall(r"`([\w.]+)`", row)} for row in rows]
    assert named == [set(layer.replace("|", " ").split()) for layer in layers]


def test_it_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= 110
