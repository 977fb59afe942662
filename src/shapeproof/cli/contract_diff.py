"""``shapeproof contract diff``: what changes between two versions of a contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from shapeproof.cli.printing import print_document
from shapeproof.contract.diff import (
    ContractDiff,
    check_globs,
    diff_absent,
    diff_contracts,
    only_operations,
)
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.report.contract_diff import RENDERERS, exit_status
from shapeproof.report.interface import OutputFile
from shapeproof.run.contract_sides import INSTALLED, installed_side, open_side

_Pair = tuple[Contract | None, Contract | None]


def print_diff(
    old: str,
    new: str | None,
    service: str | None,
    globs: tuple[str, ...],
    form: str,
    output: Path | None,
    fail_on: str,
) -> int:
    """Print what changes; returns the exit status. Raises ShapeproofError."""
    file = None if output is None else OutputFile.open(f"--output {output}", output)
    pairs, sources = _sides(old, new, service)
    check_globs([each for pair in pairs for each in pair if each is not None], globs)
    diffs = [_diff(pair, sources, globs) for pair in pairs]
    text = RENDERERS[form](diffs)
    if file is not None:
        file.write(text)
    elif form == "terminal":
        click.echo(text, nl=False)
    else:
        print_document(text)
    return exit_status(diffs, fail_on)


def _sides(old: str, new: str | None, service: str | None) -> tuple[list[_Pair], tuple[str, str]]:
    """The contracts to compare, and the names of both sides."""
    before = open_side(old, service)
    if new is not None:
        names = (old, new)
        return list(_pairs(names, before, open_side(new, service))), names
    after = installed_side(before, old)
    return [(before[name], after.get(name)) for name in sorted(before)], (old, INSTALLED)


def _pairs(
    names: tuple[str, str], old: Mapping[str, Contract], new: Mapping[str, Contract]
) -> Iterator[_Pair]:
    """The contracts to compare: those of one name, or the only two."""
    if len(old) == 1 and len(new) == 1:
        yield next(iter(old.values())), next(iter(new.values()))
    elif len(old) == 1 or len(new) == 1:
        few, many, folder = (old, new, names[1]) if len(old) == 1 else (new, old, names[0])
        (name,) = few
        if name not in many:
            remedy = "choose one of them with --service"
            raise BadUsage(folder, f"none of its {len(many)} services is {name!r}", remedy)
        yield old[name], new[name]
    else:
        for name in sorted({*old, *new}):
            yield old.get(name), new.get(name)


def _diff(pair: _Pair, sources: tuple[str, str], globs: Sequence[str]) -> ContractDiff:
    old, new = pair
    if old is not None and new is not None:
        chosen = (only_operations(old, globs), only_operations(new, globs))
        return diff_contracts(*chosen, old_source=sources[0], new_source=sources[1])
    if old is not None:
        return diff_absent(old, sources[0], removed=True)
    if new is not None:
        return diff_absent(new, sources[1], removed=False)
    raise AssertionError("a pair has a side")
