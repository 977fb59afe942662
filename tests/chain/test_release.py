"""What the release workflow asks of a tag."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.programs import REPOSITORY

SCRIPT = REPOSITORY / ".ci" / "release.py"
CHANGELOG = """# Changelog

## [Unreleased]

## [1.2.0] - 2027-01-31

### Added

- One thing.

## [1.1.0] - 2026-12-01

- Another.
"""


@pytest.fixture(scope="module")
def release() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(folder: Path, version: str, package: str = "1.2.0", citation: str = "1.2.0") -> Path:
    (folder / "src" / "shapeproof").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(
        f'[project]\nname = "shapeproof"\nversion = "{version}"\n'
    )
    (folder / "src" / "shapeproof" / "__init__.py").write_text(f'__version__ = "{package}"\n')
    (folder / "CITATION.cff").write_text(f"title: Shapeproof\nversion: {citation}\n")
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    return folder


def test_a_tag_that_may_be_released(release: ModuleType, tmp_path: Path) -> None:
    assert release.problems("v1.2.0", write(tmp_path, "1.2.0")) == []


@pytest.mark.parametrize(
    ("tag", "version", "expected"),
    [
        ("v1.2.1", "1.2.0", ["the tag is v1.2.1, and pyproject.toml has the version 1.2.0"]),
        ("1.2.0", "1.2.0", ["the tag is 1.2.0, and pyproject.toml has the version 1.2.0"]),
        (
            "v1.2",
            "1.2",
            [
                "CHANGELOG.md has no section '## [1.2] - DATE', or an empty one",
                "src/shapeproof/__init__.py has not the version 1.2",
                "CITATION.cff has not the version 1.2",
            ],
        ),
    ],
)
def test_a_tag_that_may_not(
    release: ModuleType, tmp_path: Path, tag: str, version: str, expected: list[str]
) -> None:
    assert release.problems(tag, write(tmp_path, version)) == expected


def test_notes_are_the_section_of_the_changelog(release: ModuleType, tmp_path: Path) -> None:
    folder = write(tmp_path, "1.2.0")
    assert release.notes("v1.2.0", folder) == "### Added\n\n- One thing."
    assert release.notes("v1.1.0", folder) == "- Another."
    assert release.notes("v1.0.0", folder) == ""


def test_all_files_name_one_version(release: ModuleType) -> None:
    stated = release.version()
    found = release.problems(f"v{stated}")
    # Before a release the changelog has no section of it; that is written with the tag.
    assert [each for each in found if not each.startswith("CHANGELOG.md")] == []


def test_the_command(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), "check", "v0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("the tag is v0.0.0, and pyproject.toml has the version ")
