"""The files of learned overlays: an overlay of one service, or a document with several.

``{"service": "sqs", "corrections": [...]}`` is what may lie in ``contracts/sqs/overlay.json``;
``{"services": {"sqs": {...}, "kms": {...}}}`` has the overlays of several services.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from shapeproof.contract.document import dump
from shapeproof.contract.overlay import OVERLAY_FILE, Overlay
from shapeproof.contract.user_document import read_json
from shapeproof.exceptions import BadUsage, BrokenContract, UnfitDocument

MAX_BYTES = 32 * 1024 * 1024
_REMEDY = "write it with 'shapeproof traffic --learn', or name its service with --service"


def read_overlays(paths: Sequence[Path], services: Sequence[str]) -> Mapping[str, Overlay]:
    """The overlays of files, by service. Raises BadUsage and BrokenContract.

    One that names no service is of the only service that a user has named.
    """
    found: dict[str, Overlay] = {}
    for path in paths:
        for service, document in _documents(path, services):
            if service in found:
                raise BadUsage(f"--overlay {path}", f"two overlays of {service}", "merge them")
            found[service] = Overlay.of(str(path), document)
    return found


def _documents(path: Path, services: Sequence[str]) -> Iterator[tuple[str, Any]]:
    option = f"--overlay {path}"
    try:
        document = read_json(path, MAX_BYTES)
    except UnfitDocument as problem:
        raise BadUsage(option, problem.reason, "give a file that is an overlay") from None
    if not isinstance(document, Mapping):
        raise BadUsage(option, "expected an object", _REMEDY)
    several = document.get("services")
    if isinstance(several, Mapping):
        yield from several.items()
        return
    named = document.get("service")
    if isinstance(named, str):
        yield named, document
    elif len(services) == 1:
        yield services[0], document
    else:
        raise BadUsage(option, "it does not say of which service it is", _REMEDY)


def overlay_texts(path: Path, overlays: Mapping[str, Any], *, folder: bool) -> Mapping[Path, str]:
    """The files to write for learned overlays.

    A folder gets ``SERVICE/overlay.json`` for each service, as ``contracts/`` has them; what stands
    in such a file already stays before it. Raises BadUsage for one that cannot be read.
    """
    if folder:
        files = {path / name / OVERLAY_FILE: each for name, each in overlays.items()}
        return {file: dump(_appended(file, each)) for file, each in files.items()}
    if len(overlays) == 1:
        return {path: dump(next(iter(overlays.values())))}
    return {path: dump({"services": dict(overlays)})} if overlays else {}


def _appended(file: Path, learned: Mapping[str, Any]) -> Mapping[str, Any]:
    """The overlay in a file with the learned corrections behind its own."""
    if not file.exists():
        return learned
    try:
        before = read_json(file, MAX_BYTES)
        Overlay.of(str(file), before)
    except (UnfitDocument, BrokenContract) as problem:
        what = f"--learn {file} at {problem.pointer}" if problem.pointer else f"--learn {file}"
        raise BadUsage(what, problem.reason, "correct the overlay first") from None
    own = before.get("corrections", [])
    new = [each for each in learned["corrections"] if each not in own]
    return {**before, "corrections": [*own, *new]}
