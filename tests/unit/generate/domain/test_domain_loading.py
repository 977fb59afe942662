"""Files of strategies: where they are looked for, and that loading leaves no traces."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import strategies as st

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.generate.domain import Domain, load_domain, strategy_folders
from shapeproof.generate.domain.loading import shipped_strategies

from .strategy_files import Write


def load(path: Path) -> Domain:
    return load_domain("sample", (path.parent,))


def test_every_way_to_register(write: Write) -> None:
    path = write(
        """
        values = domain("sample")
        values.members({"Lid*": st.just("lid")}, operation="CreateBox")

        @values.member("BoxId", "CrateId")
        def ids():
            return st.just("b")

        @values.member("Colour")
        @st.composite
        def colours(draw):
            return draw(st.just("red"))

        values.place("CreateBox", "/Owner/Name")(st.just("Ann"))
        values.shape("Owner")(st.just({}))
        """
    )
    loaded = load(path)

    assert loaded.service == "sample"
    assert [(str(rule), rule.origin.line) for rule in loaded.rules] == [
        ("member Lid* of CreateBox", 6),
        ("member BoxId", 8),
        ("member CrateId", 8),
        ("member Colour", 12),
        ("place /Owner/Name of CreateBox", 17),
        ("shape Owner", 18),
    ]
    assert {rule.origin.path for rule in loaded.rules} == {str(path)}
    assert all(isinstance(rule.strategy, st.SearchStrategy) for rule in loaded.rules)


def test_functions_can_still_be_called_by_their_names(write: Write) -> None:
    path = write(
        """
        values = domain("sample")

        @values.member("BoxId")
        def ids():
            return helper()

        def helper():
            return st.just("defined below")

        @values.member("CrateId")
        def crates():
            return ids()
        """
    )
    assert len(load(path).rules) == 2


def test_the_first_folder_with_a_file_counts(write: Write, tmp_path: Path) -> None:
    far = tmp_path / "far"
    far.mkdir()
    near = write("values = domain('sample')\nvalues.member('A')(st.just(1))\n")
    (far / "sample.py").write_text("from shapeproof.generate.domain import domain\n1 / 0\n")

    assert len(load_domain("sample", (tmp_path / "absent", near.parent, far)).rules) == 1


def test_without_a_file_nothing_is_known(tmp_path: Path) -> None:
    assert load_domain("sample", (tmp_path,)) == Domain("sample")
    assert load_domain("sample", ()) == Domain("sample")


def test_dashes_become_underscores(write: Write) -> None:
    path = write("values = domain('big-sample')\n", "big_sample.py")

    assert load_domain("big-sample", (path.parent,)) == Domain("big-sample", is_users=True)


@pytest.mark.parametrize("service", ["../sample", "a/b", "", "a.b", "."])
def test_a_name_that_is_no_service_s_loads_nothing(service: str, tmp_path: Path) -> None:
    (tmp_path / "sample.py").write_text("1 / 0")
    folder = tmp_path / "strategies"
    folder.mkdir()

    assert load_domain(service, (folder,)) == Domain(service)


def test_loading_leaves_no_bytecode_and_no_path(write: Write) -> None:
    path = write("values = domain('sample')\n")
    before = list(sys.path)
    load(path)

    assert [each.name for each in path.parent.iterdir()] == ["sample.py"]
    assert sys.path == before
    assert "sample" not in sys.modules


def test_a_changed_file_is_read_anew(write: Write) -> None:
    load(write("values = domain('sample')\nvalues.member('A')(st.just(1))\n"))
    loaded = load(write("values = domain('sample')\nvalues.member('B')(st.just(1))\n"))

    assert [rule.name for rule in loaded.rules] == ["B"]


def test_files_of_one_name_do_not_meet(write: Write, tmp_path: Path) -> None:
    body = """
    from dataclasses import dataclass
    values = domain("sample")

    @dataclass
    class Form:
        text: str = "a"

    values.member("A")(st.builds(Form))
    """
    first = load(write(body))
    other = tmp_path / "other"
    other.mkdir()
    (other / "sample.py").write_bytes((tmp_path / "strategies" / "sample.py").read_bytes())
    second = load_domain("sample", (other,))

    assert first.rules[0].origin != second.rules[0].origin
    names = [each for each in sys.modules if each.startswith("shapeproof_strategies_sample_")]
    assert len(names) >= 2


def test_future_imports_are_the_file_s_own(write: Write) -> None:
    path = write(
        """
        values = domain("sample")

        @values.member("A")
        def texts() -> st.SearchStrategy[str]:
            return st.just(str(texts.__annotations__["return"]))

        assert not isinstance(texts.__annotations__["return"], str)
        """
    )
    assert len(load(path).rules) == 1


def test_names_are_looked_up_where_there_is_a_contract(write: Write, boxes: Contract) -> None:
    path = write(
        """
        values = domain("sample")
        for name in ("BoxId", "Secret", "Lid*", "Na??"):
            if name != "Lid*":
                values.member(name)(st.just("a"))
        values.member("*Id", operation="Delete*")(st.just("a"))
        values.shape("Own*")(st.just({}))
        values.place("CreateBox", "/Owners/*/Name")(st.just("a"))
        values.place("CreateBox", "/ByName/*/BoxId")(st.just("a"))
        values.place("Create*", "/Choice/A")(st.just("a"))
        """
    )
    assert len(load_domain("sample", (path.parent,), boxes).rules) == 8


def test_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = shipped_strategies()
    assert shipped is not None
    assert (shipped / "README.md").is_file()
    assert strategy_folders() == (shipped,)

    own, given = Path("strategies"), tmp_path / "given"
    own.mkdir()
    given.mkdir()
    assert strategy_folders() == (own, shipped)
    assert strategy_folders(given) == (given, shipped)
    assert strategy_folders(shipped) == (shipped,)


def test_the_repository_s_own_folder_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = shipped_strategies()
    assert shipped is not None
    monkeypatch.chdir(shipped.parent)

    assert strategy_folders() == (Path("strategies"),)


def test_a_folder_that_is_given_must_exist(tmp_path: Path) -> None:
    for path in (tmp_path / "absent", Path(__file__)):
        with pytest.raises(BadUsage) as raised:
            strategy_folders(path)
        assert str(raised.value).startswith(f"--strategies {path}: the folder does not exist; ")
