"""Hooks of mkdocs, so that the pages in docs/ are plain Markdown that GitHub shows as well.

- A link to a file outside of docs/ becomes a link to the repository.
- ``<!-- api: MODULE -->`` becomes the documentation of the module's public names.
- CHANGELOG.md becomes a page.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

REPOSITORY = Path(__file__).parents[2]
_LINK = re.compile(r"(?<=\]\()(?P<path>[^)#\s:]+)(?=[#)])")
_MARKED_API = re.compile(r"^<!-- api: (?P<name>[\w.]+) -->$", flags=re.MULTILINE)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the changelog."""
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    page = text.replace("](docs/", "](")
    files.append(File.generated(config, "changelog.md", content=page))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Point links that leave docs/ at the repository, and insert the documentation of modules."""
    folder = posixpath.join("docs", posixpath.dirname(page.file.src_uri))
    linked = _LINK.sub(lambda found: repository_link(found["path"], folder, config), markdown)
    return _MARKED_API.sub(r"::: \g<name>", linked)


def repository_link(path: str, folder: str, config: MkDocsConfig) -> str:
    """The address of a file that is not in docs/; other paths stay."""
    place = posixpath.normpath(posixpath.join(folder, path))
    if place.startswith("docs/") or place == "docs" or not (REPOSITORY / place).exists():
        return path
    kind = "tree" if (REPOSITORY / place).is_dir() else "blob"
    return f"{config.repo_url}/{kind}/main/{place}"
