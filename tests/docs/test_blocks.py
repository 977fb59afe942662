"""The blocks of all pages can be read: programs, data, commands and comments for the tests."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from importlib.resources import files
from typing import Any

import click
import jsonschema
import pytest
import yaml

from shapeproof.cli.main import cli

from .page import REPOSITORY, SHELL, BadPage, Block, Note, blocks, pages, parse

MOST_SKIPPED = 25
"""Blocks that no test runs, of all pages; each gives its reason."""
SCHEMAS = {
    "lifecycle.json": "contract/schemas/lifecycle-1.json",
    "overlay.json": "contract/schemas/overlay-1.json",
    "seeds.json": "contract/schemas/seeds-1.json",
    "known.json": "report/schemas/baseline-1.json",
}
ALL = [(page, block) for page in pages() for block in blocks(page)]


def named(language: str) -> list[Any]:
    return [
        pytest.param(block, id=f"{page}:{block.line}")
        for page, block in ALL
        if block.language == language
    ]


@pytest.mark.parametrize("block", named("python"))
def test_python_compiles(block: Block) -> None:
    after = "def after(): ..."  # for marks without their tests
    compile(block.text if not block.note("skip") else f"{block.text}\n{after}", "block", "exec")


@pytest.mark.parametrize("block", named("json"))
def test_json_is_json_and_keeps_to_its_schema(block: Block) -> None:
    if block.note("skip"):
        return
    value = json.loads(block.text)
    schema = block.note("schema")
    name = schema.text if schema else SCHEMAS.get((block.file or "").rpartition("/")[2])
    if name is not None:
        document = json.loads(files("shapeproof").joinpath(name).read_text(encoding="utf-8"))
        jsonschema.validate(value, document)


@pytest.mark.parametrize("block", named("toml"))
def test_toml_is_toml(block: Block) -> None:
    tomllib.loads(block.text)


@pytest.mark.parametrize("block", named("yaml"))
def test_yaml_is_yaml(block: Block) -> None:
    assert yaml.safe_load(block.text) is not None


def commands(block: Block) -> list[str]:
    """The commands of shapeproof in a block."""
    prompt = r"\$ " if block.language == "console" else ""
    pattern = rf"^{prompt}(?:\S+=\S* )*(shapeproof (?:.*\\\n)*.*)$"
    return re.findall(pattern, block.text, flags=re.MULTILINE)


COMMANDS = [
    pytest.param(command, id=f"{page}:{block.line}:{number}")
    for page, block in ALL
    if block.language in SHELL
    for number, command in enumerate(commands(block))
]


@pytest.mark.parametrize("command", COMMANDS)
def test_options_exist(command: str) -> None:
    words = shlex.split(re.split(r" [|&>]|;", command.replace("\\\n", " "))[0], comments=True)[1:]
    found: click.Command = cli
    context = click.Context(cli)
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        inner = found.get_command(context, words.pop(0))
        assert inner is not None, command
        found, context = inner, click.Context(inner, parent=context)
    found.make_parser(context).parse_args(words)


def test_what_is_not_run_has_a_reason_and_is_little() -> None:
    skipped = [
        (f"{page}:{block.line}", note.text) for page, block in ALL if (note := block.note("skip"))
    ]
    assert not [place for place, reason in skipped if len(reason.split()) < 3]
    assert len(skipped) <= MOST_SKIPPED, skipped


def test_commands_of_the_shell_say_that_they_are() -> None:
    unnamed = [
        f"{page}:{block.line}"
        for page, block in ALL
        if not block.language
        and re.search(r"^(\$ )?(shapeproof [a-z]|pytest )", block.text, re.MULTILINE)
    ]
    assert [place for place in unnamed if not place.startswith("README.md")] == []


def test_links_lead_somewhere() -> None:
    links = [
        (page, path)
        for page in (*pages(), "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md")
        for path in re.findall(
            r"\]\(([^)#\s:]+)(?:#[^)]*)?\)", (REPOSITORY / page).read_text(encoding="utf-8")
        )
    ]
    assert len(links) > 50
    assert [
        (p, path) for p, path in links if not (REPOSITORY / p).parent.joinpath(path).exists()
    ] == []


def test_paths_in_texts_exist() -> None:
    """Help, messages and docstrings name pages of the documentation."""
    sources = [*(REPOSITORY / "src").rglob("*.py")]
    named = [
        (source, path)
        for source in sources
        for path in re.findall(r"\bdocs/[\w/-]+\.md\b", source.read_text(encoding="utf-8"))
    ]
    assert len(named) > 5
    assert [(each, path) for each, path in named if not (REPOSITORY / path).exists()] == []


@pytest.mark.parametrize(
    "text, problem",
    [
        ("<!-- test: skip no reason -->", "no block follows"),
        ("<!-- test: sleep -->\n```sh\nx\n```", "not of the form"),
        ("```sh\nx", "does not end"),
    ],
)
def test_bad_pages(text: str, problem: str) -> None:
    with pytest.raises(BadPage, match=problem):
        list(parse(text))


def test_comments_and_files() -> None:
    text = "<!-- test: serve x -->\nIn `a/b.py`:\n<!-- test: status 1 -->\n```python\npass\n```\n"
    assert list(parse(text)) == [
        Note("serve", "x", 1),
        Block("python", "pass", 4, "a/b.py", (Note("status", "1", 3),)),
    ]
