"""Where a finding is, as SARIF names places.

A place has a file and a line, as GitHub shows no result without one. It is the first of these that
is known: the line in the repository that made the call or answers it; the file that ``--source``
names; that line in an installed package; the recording, or the test; the operation in a contract
that is pinned in the repository; the project's settings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from shapeproof.exchange.sites import Site, is_file
from shapeproof.report.document import FindingRecord, LocationRecord, Report
from shapeproof.report.locations import (
    PACKAGES,
    REPOSITORY,
    location_record,
    repository_root,
    working_folder,
)
from shapeproof.report.text import encodable, visible

BASES: Mapping[str, str] = {REPOSITORY: "%SRCROOT%", PACKAGES: "PACKAGES"}
"""By what a path starts from, the name that SARIF refers to it by."""
_NAME = re.compile(r"\w[\w.-]*")
_SETTINGS = ("shapeproof.toml", "pyproject.toml")


@dataclass(frozen=True)
class Places:
    """Finds the places of the findings of a report.

    ``source`` is the file that ``--source`` names, ``contract`` the path that ``--contract`` does.
    """

    report: Report
    source: LocationRecord | None = None
    contract: Path | None = None
    folder: Path = field(default_factory=working_folder)
    _found: dict[str, LocationRecord] = field(default_factory=dict, repr=False)

    def location(self, finding: FindingRecord) -> dict[str, Any]:
        """The place of a finding as an object of SARIF."""
        at = self._line(finding)
        artifact = {"uri": _uri(at), "uriBaseId": BASES.get(at["within"])}
        return {
            "physicalLocation": {
                "artifactLocation": {key: each for key, each in artifact.items() if each},
                "region": {"startLine": at["line"]},
            },
            "logicalLocations": _logical(finding),
        }

    def _line(self, finding: FindingRecord) -> LocationRecord:
        known = finding.get("location")
        if known is not None and known["within"] == REPOSITORY:
            return known
        return self.source or known or self._of_message(finding) or self._by_operation(finding)

    def _of_message(self, finding: FindingRecord) -> LocationRecord | None:
        """The recording of a message, or the test that made a call; None for other runs."""
        if "source" in finding:
            return location_record(Site(_recording(visible(finding["source"])), 1), self.folder)
        if finding.get("test"):
            return location_record(
                Site(visible(finding["test"].partition("::")[0]), 1), self.folder
            )
        return None

    def _by_operation(self, finding: FindingRecord) -> LocationRecord:
        operation = finding["operation"]
        if operation not in self._found:
            self._found[operation] = self._pinned(finding) or self._settings()
        return self._found[operation]

    def _pinned(self, finding: FindingRecord) -> LocationRecord | None:
        """The operation in a contract that is pinned in the repository."""
        for path in self._contract_files(finding):
            line = _line_of(path, finding["operation"])
            if line:
                place = location_record(Site(str(path), line), self.folder)
                if place["within"] == REPOSITORY:
                    return place
        return None

    def _contract_files(self, finding: FindingRecord) -> Iterator[Path]:
        service, version = finding["service"], self.report["api_version"] or ""
        if not all(_NAME.fullmatch(each) for each in (service, finding["operation"])):
            return  # a report of others must not choose what is read
        file = f"{finding['operation']}.json"
        roots = [self.folder / "contracts", repository_root(self.folder) / "contracts"]
        if self.contract is not None:
            if self.contract.is_file():
                yield self.contract.absolute()
            yield self.contract.absolute() / file
            roots.insert(0, self.contract.absolute())
        for folder in (root / service for root in roots):
            newest_first = sorted(folder.glob(f"*/{file}"), reverse=True)
            yield from (each for each in newest_first if version in ("", each.parent.name))

    def _settings(self) -> LocationRecord:
        """The settings of the project; the first of their names where there are none."""
        root = repository_root(self.folder)
        there = (each for each in _SETTINGS if (root / each).is_file())
        return {"file": next(there, _SETTINGS[0]), "line": 1, "within": REPOSITORY}


def source_record(text: str, folder: Path | None = None) -> LocationRecord:
    """What ``--source FILE[:LINE]`` names."""
    path, mark, line = text.rpartition(":")
    if mark and re.fullmatch("[1-9][0-9]{0,8}", line):
        return location_record(Site(path, int(line)), folder)
    return location_record(Site(text, 1), folder)


def _recording(source: str) -> str:
    """The file of a recording, of which an entry is named after a blank."""
    return next(
        (source[:at] for at in _blanks(source) if is_file(source[:at])),
        source.partition(" ")[0],
    )


def _blanks(text: str) -> Iterator[int]:
    return (each.start() for each in reversed([*re.finditer(r"[ :,]", text)]))


def _line_of(path: Path, operation: str) -> int:
    """The line of a pinned contract or a model that begins an operation; 0 without any."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return 0
    if path.stem == operation:
        return 1
    key = f"{json.dumps(operation)}:"
    return next((number for number, each in enumerate(lines, 1) if key in each), 0)


def _uri(at: LocationRecord) -> str:
    """A path as a URI reference; an absolute one as that of a file."""
    path = quote(encodable(at["file"]), safe="/-._~!$&'()*+,;=@")
    if at["within"] in BASES:
        return path
    return f"file://{path}" if path.startswith("/") else f"file:///{path}"


def _logical(finding: FindingRecord) -> list[dict[str, str]]:
    service, operation, where = finding["service"], finding["operation"], finding["where"]
    return [
        {"name": service, "fullyQualifiedName": service, "kind": "module"},
        {"name": operation, "fullyQualifiedName": f"{service}.{operation}", "kind": "function"},
        {
            "name": where,
            "fullyQualifiedName": f"{service}.{operation} {where}",
            "kind": "member",
        },
    ]
