"""What README.md promises beyond its commands and programs, which ``tests/docs`` runs."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_it_is_short_and_has_two_pictures() -> None:
    assert len(README.splitlines()) < 150
    pictures = re.findall(r"!\[([^]]+)\]\(([^)]+)\)", README)
    assert len(pictures) == 2
    for text, path in pictures:
        assert len(text) > 60  # what is shown, for those who do not see it
        assert (REPOSITORY / path).stat().st_size < 300_000


def test_pictures_load_nothing() -> None:
    pictures = [*(REPOSITORY / "docs" / "pictures").glob("*.svg")]
    assert pictures
    for picture in pictures:
        text = picture.read_text(encoding="utf-8")
        assert not re.search(r"@import|@font-face|href=|<script|url\((?!#)", text), picture


def test_make_targets_exist() -> None:
    makefile = (REPOSITORY / "Makefile").read_text()
    targets = re.findall(r"`make (\w+)`", README)
    assert len(targets) >= 3
    for target in targets:
        assert f"\n{target}:" in makefile


def test_ci_runs_the_commands_of_the_readme() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text()
    for target in ("demo", "test", "lint"):
        assert f"make {target}" in script
        assert f"make {target}" in README
