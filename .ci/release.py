"""Facts of a release, for the release workflow.

python .ci/release.py check v0.1.0    fail unless the tag is the version of pyproject.toml, and
                                      CHANGELOG.md and CITATION.cff have it too
python .ci/release.py notes v0.1.0    print the section of the changelog
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


def version(folder: Path = REPOSITORY) -> str:
    """The version that pyproject.toml states."""
    document = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    return str(document["project"]["version"])


def problems(tag: str, folder: Path = REPOSITORY) -> list[str]:
    """What keeps a tag from being released."""
    stated = version(folder)
    if tag != f"v{stated}":
        return [f"the tag is {tag}, and pyproject.toml has the version {stated}"]
    found = []
    if not notes(tag, folder):
        found.append(f"CHANGELOG.md has no section '## [{stated}] - DATE', or an empty one")
    package = (folder / "src" / "shapeproof" / "__init__.py").read_text(encoding="utf-8")
    if f'__version__ = "{stated}"' not in package:
        found.append(f"src/shapeproof/__init__.py has not the version {stated}")
    citation = (folder / "CITATION.cff").read_text(encoding="utf-8")
    if not re.search(rf"^version: [\"']?{re.escape(stated)}[\"']?$", citation, flags=re.MULTILINE):
        found.append(f"CITATION.cff has not the version {stated}")
    return found


def notes(tag: str, folder: Path = REPOSITORY) -> str:
    """The section of the changelog for a tag, without its heading; empty where there is none."""
    wanted = re.escape(tag.removeprefix("v"))
    changelog = (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    pattern = rf"^## \[{wanted}\] - \d{{4}}-\d\d-\d\d$\n(.*?)(?=^## |\Z)"
    found = re.search(pattern, changelog, flags=re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def main(arguments: Sequence[str]) -> int:
    """Run a command; its problems go to stderr, a line each."""
    if len(arguments) != 2 or arguments[0] not in ("check", "notes"):
        print(__doc__, file=sys.stderr)
        return 2
    command, tag = arguments
    if command == "notes":
        print(notes(tag))
        return 0
    found = problems(tag)
    for each in found:
        print(each, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
