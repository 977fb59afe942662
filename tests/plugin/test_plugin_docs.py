"""What docs/reference/pytest.md states is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .passive_projects import passive, run

DOCS = (Path(__file__).parents[2] / "docs/reference/pytest.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", DOCS, flags=re.DOTALL | re.MULTILINE)


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 7


def test_options_are_those_of_the_plugin(pytester: pytest.Pytester) -> None:
    text = run(pytester, "--help").stdout.str()
    offered = set(re.findall(r"--shapeproof[a-z-]*", text))

    assert offered == set(re.findall(r"--shapeproof[a-z-]*", DOCS))


def test_ini_options_are_those_of_the_plugin(pytester: pytest.Pytester) -> None:
    text = run(pytester, "--help").stdout.str()
    offered = set(re.findall(r"^  (shapeproof(?:_[a-z_]+)?) \(", text, flags=re.MULTILINE))

    assert offered == set(re.findall(r"\| `(shapeproof[a-z_]*)` \|", DOCS))


def test_marks_fakes_and_properties(pytester: pytest.Pytester) -> None:
    """The blocks that need nothing of the reader's, as a module of tests."""
    marks = "".join(f"{line}\ndef test_{i}():\n    bad_answer()\n" for i, line in enumerate(
        each for each in BLOCKS[0].splitlines() if each
    ))  # fmt: skip

    result = passive(pytester, marks, "--shapeproof", "--strict-markers")

    result.assert_outcomes(failed=4)  # none of them is meant for this call
    pytester.makepyfile(test_calls=f"{BLOCKS[1]}\n{BLOCKS[2]}\n{BLOCKS[3]}")
    run(pytester, "--shapeproof").assert_outcomes(passed=5)
