"""Draws that only their seed determines."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from shapeproof.generate.draws import HOOK, drawn, without_local_constants

NUMBERS = st.lists(st.integers(0, 1 << 40), min_size=5)


def draws(seed: int = 1, name: str = "x") -> list[list[int]]:
    return drawn(NUMBERS, 60, name, seed)


@pytest.mark.slow
def test_the_seed_and_the_name_determine_them() -> None:
    assert draws() == draws()
    assert draws(2) != draws() != draws(name="y")
    assert drawn(NUMBERS, 0, "x", 1) == []
    assert drawn(st.just(1), 10, "x", 1) == [1]


def test_hypothesis_has_the_hook() -> None:
    """If not, draws depend on the code in the working directory: another hook must be found."""
    collect = getattr(providers, HOOK)
    with without_local_constants(), without_local_constants():
        assert len(getattr(providers, HOOK)()) == 0
    assert getattr(providers, HOOK) is collect


@pytest.mark.slow
def test_local_modules_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = draws()
    monkeypatch.setattr(providers, "is_local_module_file", lambda path: str(tmp_path) in path)
    file = tmp_path / "numbers_of_a_user.py"
    file.write_text(f"NUMBERS = {[*range(123_456, 123_956)]}")
    spec = spec_from_file_location("numbers_of_a_user", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "numbers_of_a_user", module)
    spec.loader.exec_module(module)
    assert 123_500 in getattr(providers, HOOK)().integers
    assert draws() == before


def test_they_end_when_the_caller_raises() -> None:
    seen: list[int] = []

    def check() -> None:
        seen.append(1)
        if len(seen) == 4:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        drawn(NUMBERS, 60, "x", 1, check)
    assert len(seen) == 4
