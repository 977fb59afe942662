"""Reports are written where they were asked for."""

from pathlib import Path

import pytest

from shapeproof.report.interface import OutputFile


def test_a_relative_path_does_not_follow_an_application_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path)
    output = OutputFile.open("json=out/report.json", Path("out/report.json"))
    monkeypatch.chdir(tmp_path / "app")

    output.write("{}")

    assert (tmp_path / "out" / "report.json").read_text() == "{}"
    assert list((tmp_path / "app").iterdir()) == []
