"""Mutates real files of each kind, and reads them: ``python -m tests.robustness.mutations KIND N``.

Each mutant must be read, or refused by an error that shapeproof raises on purpose.
"""

from __future__ import annotations

import copy
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from shapeproof.exceptions import ShapeproofError

_ROOT = Path(__file__).parents[2]
_CONTRACT = _ROOT / "contracts" / "amplifybackend" / "2020-08-11"
_SLOW = 10.0
"""Seconds of computing for one mutant."""
_SHOWN = 3
ODD_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**18, 10**400, 1.5, float("inf"), "", "\0", "a" * 10_000, "\ud800", [], {},
    [[]], {"": None}, "^(a+)+$", "(", ["a", "a"], "../../x", "$ref",
)  # fmt: skip


def mutant(document: Any, choose: random.Random) -> Any:
    """A document with one to three places dropped, doubled, renamed, swapped or retyped."""
    changed = copy.deepcopy(document)
    for _ in range(choose.randint(1, 3)):
        holders = list(_holders(changed))
        if holders:
            _mutate(choose.choice(holders), choose)
    return changed


def _holders(value: Any) -> Iterator[Any]:
    """The lists and objects of a document that hold something."""
    if isinstance(value, dict | list) and value:
        yield value
        for each in list(value.values() if isinstance(value, dict) else value):
            yield from _holders(each)


def _mutate(holder: Any, choose: random.Random) -> None:
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    key, other = choose.choice(keys), choose.choice(keys)
    match choose.randrange(6):
        case 0:
            del holder[key]
        case 1:
            holder[key] = copy.deepcopy(choose.choice(ODD_VALUES))
        case 2:
            holder[key], holder[other] = holder[other], holder[key]
        case 3 if isinstance(holder, dict):
            holder[f"{key}x" if choose.random() < 0.5 else str(key)[:-1]] = holder.pop(key)
        case 3:
            holder.append(copy.deepcopy(holder[key]))
        case 4:
            holder[key] = [holder[key]] if choose.random() < 0.5 else {"a": holder[key]}
        case _:
            holder[key] = copy.deepcopy(holder[other])


def mutated_bytes(data: bytes, choose: random.Random) -> bytes:
    """Bytes that are cut, or in which a few are changed, doubled or left out."""
    if choose.random() < 0.3:
        return data[: choose.randrange(len(data) + 1)]
    changed = bytearray(data)
    for _ in range(choose.randint(1, 5)):
        at = choose.randrange(len(changed))
        match choose.randrange(3):
            case 0:
                changed[at] = choose.randrange(256)
            case 1:
                del changed[at : at + choose.randint(1, 20)]
            case _:
                changed[at:at] = changed[at : at + choose.randint(1, 20)]
        if not changed:
            break
    return bytes(changed)


def _read_contract(folder: Path) -> None:
    from shapeproof.contract.store import read_pinned

    read_pinned(folder)


def _read_model(path: Path) -> None:
    from shapeproof.compile.opening import services_at

    for each in services_at(path):
        contract = each.compiled()
        for operation in contract.operations.values():
            assert operation.request_shape is not None


def _read_report(path: Path) -> None:
    from shapeproof.report.reading import read_any_report

    read_any_report(path)


def _read_recording(path: Path) -> None:
    from shapeproof.targets.recordings.files import read_entries

    list(read_entries(path))


def _read_baseline(path: Path) -> None:
    from shapeproof.report.baseline import Baseline

    Baseline.of(path, update=False)


def _read_configuration(path: Path) -> None:
    from shapeproof.configuration.files import read

    read(path)


_HAR: Mapping[str, Any] = {
    "log": {
        "version": "1.2",
        "creator": {"name": "x", "version": "1"},
        "entries": [
            {
                "startedDateTime": "2026-01-01T00:00:00Z",
                "time": 1,
                "request": {
                    "method": "POST",
                    "url": "https://amplifybackend.us-east-1.amazonaws.com/backend",
                    "httpVersion": "HTTP/1.1",
                    "headers": [{"name": "Content-Type", "value": "application/json"}],
                    "postData": {"mimeType": "application/json", "text": "{}"},
                },
                "response": {
                    "status": 200,
                    "headers": [{"name": "Content-Type", "value": "application/json"}],
                    "content": {"size": 2, "mimeType": "application/json", "text": "{}"},
                },
            }
        ],
    }
}
_CASSETTE = b"""version: 1
interactions:
- request:
    method: POST
    uri: https://sts.us-east-1.amazonaws.com/
    body: Action=GetCallerIdentity&Version=2011-06-15
    headers: {Content-Type: [application/x-www-form-urlencoded]}
  response:
    status: {code: 200, message: OK}
    headers: {Content-Type: [text/xml]}
    body: {string: <GetCallerIdentityResponse/>}
"""
_TOML = (
    b'[server.mq]\nmax-examples = 5\nseed = 1\n\n[targets.staging]\nurl = "http://127.0.0.1:1"\n'
)
_BASELINE: Mapping[str, Any] = {
    "version": 1,
    "findings": [{"id": "0123456789abcdef", "check": "x", "service": "mq", "message": "m"}],
}


def _of_documents(
    name: str, document: Any, read: Callable[[Path], None]
) -> Callable[[Path, random.Random], None]:
    def attempt(folder: Path, choose: random.Random) -> None:
        data = json.dumps(mutant(document, choose)).encode()
        path = folder / name
        path.write_bytes(mutated_bytes(data, choose) if choose.random() < 0.2 else data)
        read(path)

    return attempt


def _of_bytes(
    name: str, data: bytes, read: Callable[[Path], None]
) -> Callable[[Path, random.Random], None]:
    def attempt(folder: Path, choose: random.Random) -> None:
        path = folder / name
        path.write_bytes(mutated_bytes(data, choose))
        read(path)

    return attempt


def _attempt_contract(folder: Path, choose: random.Random) -> None:
    """One file of a pinned contract, its overlay or its lifecycle."""
    copied = folder / "amplifybackend" / "2020-08-11"
    if not copied.exists():
        shutil.copytree(_CONTRACT, copied)
    path = choose.choice(sorted(copied.glob("*.json")))
    before = path.read_bytes()
    try:
        data = json.dumps(mutant(json.loads(before), choose)).encode()
        path.write_bytes(mutated_bytes(data, choose) if choose.random() < 0.2 else data)
        _read_contract(copied)
    finally:
        path.write_bytes(before)


def _kinds() -> Mapping[str, Callable[[Path, random.Random], None]]:
    from .absurd_models import model, smithy

    odd = model({"type": "string", "min": 1, "max": 9, "pattern": "^[a-z]+$"})
    return {
        "contract": _attempt_contract,
        "service-2": _of_documents("model.json", odd, _read_model),
        "smithy": _of_documents("model.json", smithy(length={"min": 1}, pattern="a"), _read_model),
        "har": _of_documents("r.har", _HAR, _read_recording),
        "cassette": _of_bytes("r.yaml", _CASSETTE, _read_recording),
        "baseline": _of_documents("baseline.json", _BASELINE, _read_baseline),
        "configuration": _of_bytes("shapeproof.toml", _TOML, _read_configuration),
    }


KINDS = ("contract", "service-2", "smithy", "har", "cassette", "baseline", "configuration")


def main() -> int:
    """Read mutants of a kind, print those that crash or take long; 1 where there is one."""
    kind, count = sys.argv[1], int(sys.argv[2])
    attempt = _kinds()[kind]
    read = refused = 0
    crashes: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(count):
            began = time.process_time()
            try:
                attempt(Path(scratch), random.Random(f"{kind}/{number}"))
                read += 1
            except ShapeproofError as error:
                refused += 1
                if "\n" in str(error):
                    crashes.setdefault(f"several lines: {str(error)[:200]!r}", number)
            except Exception as error:
                crashes.setdefault(_place(error), number)
            if time.process_time() - began > _SLOW:
                crashes.setdefault("takes long", number)
    for what, number in crashes.items():
        print(f"mutant {number}: {what}")
    print(f"{kind}: {count} mutants, {read} read, {refused} refused, {len(crashes)} kinds of crash")
    return 1 if crashes else 0


def _place(error: Exception) -> str:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)[-_SHOWN:]
    places = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(frames))
    return f"{type(error).__name__}: {str(error)[:150]} ({places})"


if __name__ == "__main__":
    sys.exit(main())
