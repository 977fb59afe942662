"""Hatchling's hook: the README as the package index shows it, where relative links lead nowhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

PAGES = "https://github.com/shapeproof/shapeproof/blob"
FILES = "https://raw.githubusercontent.com/shapeproof/shapeproof"
RELATIVE = re.compile(r"\]\((?![a-z]+:|#)([^)\s]+)\)")


class ReadmeHook(MetadataHookInterface):
    """Sets the field ``readme``."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Give the README with its links made absolute, to the files of this version."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        absolute = with_absolute_links(text, f"v{metadata['version']}")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute}


def with_absolute_links(text: str, tag: str) -> str:
    """Markdown whose links and pictures are those of a tag of the public repository."""
    return RELATIVE.sub(lambda found: f"]({_absolute(found[1], tag)})", text)


def _absolute(path: str, tag: str) -> str:
    base = FILES if path.endswith((".svg", ".png")) else PAGES
    return f"{base}/{tag}/{path}"
