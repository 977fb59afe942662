"""Reads files like the real ones of a kind: ``python -m tests.robustness.mutations KIND N``.

N mutants of a real file, and as many that Hypothesis draws. Each must be read, or refused by an
error that shapeproof raises on purpose.
"""

from __future__ import annotations

import copy
import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from shapeproof.exceptions import ShapeproofError

from .file_samples import SAMPLES, Sample

_SLOW = 10.0
"""Seconds of computing for one file."""
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


Json = Any


def drawn_files(sample: Sample) -> st.SearchStrategy[bytes]:
    """Files that Hypothesis draws: of the words of the real one, with a value put into it."""
    spliced = st.tuples(
        st.integers(0, len(sample.data)), st.binary(max_size=30), st.integers(0, 50)
    ).map(lambda drawn: sample.data[: drawn[0]] + drawn[1] + sample.data[drawn[0] + drawn[2] :])
    document = sample.document
    if document is None:
        lines = st.sampled_from(sample.data.splitlines(keepends=True) or [b""])
        return st.one_of(spliced, st.binary(max_size=200), st.lists(lines).map(b"".join))
    values = _values(document)
    planted = st.builds(_planted, st.just(document), st.integers(0, 10_000), values)
    return st.one_of(planted.map(sample.written), values.map(sample.written), spliced)


def _values(document: Json) -> st.SearchStrategy[Json]:
    """JSON values whose keys and texts are often those of a document."""
    words = sorted(set(_words(document)))
    text = st.sampled_from(words) | st.text(max_size=20)
    scalars = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), text, st.sampled_from(_SCALARS)
    )
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(text, inner, max_size=5),
        max_leaves=20,
    )


_SCALARS = [each for each in ODD_VALUES if not isinstance(each, list | dict)]


def _words(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list | str) and each != value:
            yield from _words(each) if not isinstance(each, str) else (each,)


def _planted(document: Json, number: int, value: Json) -> Json:
    """A document with a value at one of its places."""
    changed = copy.deepcopy(document)
    holders = list(_holders(changed))
    holder = holders[number % len(holders)]
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    holder[keys[number // len(holders) % len(keys)]] = value
    return changed


@dataclass
class Reading:
    """Reads files of a kind in a folder, and counts what became of them."""

    sample: Sample
    folder: Path
    read: int = 0
    refused: int = 0
    crashes: dict[str, bytes] = field(default_factory=dict)

    def attempt(self, data: bytes) -> None:
        """Read a file; what is wrong is kept with it, once of each kind."""
        path = self.folder / self.sample.name
        path.write_bytes(data)
        began = time.process_time()
        try:
            self.sample.read(path)
            self.read += 1
        except ShapeproofError as error:
            self.refused += 1
            if "\n" in str(error):
                self.crashes.setdefault(f"several lines: {str(error)[:200]!r}", data)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            self.crashes.setdefault(_place(error), data)
        if time.process_time() - began > _SLOW:
            self.crashes.setdefault("takes long", data)


def main() -> int:
    """Read files of a kind, print those that crash or take long; 1 where there is one."""
    kind, count = sys.argv[1], int(sys.argv[2])
    sample = SAMPLES[kind]()
    document = sample.document
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        reading = Reading(sample, Path(scratch))
        for number in range(count):
            choose = random.Random(f"{kind}/{number}")
            data = sample.data if document is None else sample.written(mutant(document, choose))
            is_cut = document is None or choose.random() < 0.2
            reading.attempt(mutated_bytes(data, choose) if is_cut else data)
        _drawn(reading, count)
        for what, data in reading.crashes.items():
            print(f"{what}\n  of {data[:1_000]!r}")
        os.chdir("/")
    print(
        f"{kind}: {2 * count} files, {reading.read} read, {reading.refused} refused, "
        f"{len(reading.crashes)} kinds of crash"
    )
    return 1 if reading.crashes else 0


def _drawn(reading: Reading, count: int) -> None:
    @seed(1)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn_files(reading.sample))
    def read(data: bytes) -> None:
        reading.attempt(data)

    read()


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_SHOWN:]
    places = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(frames))
    return f"{type(error).__name__}: {str(error)[-350:]} ({places})"


if __name__ == "__main__":
    sys.exit(main())
