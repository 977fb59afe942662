"""ARNs made for a pattern: partition, service, region and account as they are, the rest as it says.

A pattern such as ``arn:aws[a-z-]*:states:[a-z0-9-]+:[0-9]{12}:activity:.+`` is taken apart at its
colons. What stands between them is given the well-known value of its part where that matches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from shapeproof.generate.values.bounded_patterns import BoundedPattern

PARTITION, REGION, ACCOUNT = "aws", "us-east-1", "123456789012"
_PARTS = 6
_MOST_ALTERNATIVES = 8
_LONGEST_PATTERN = 2000


@lru_cache(maxsize=4096)
def arns_for(pattern: str, namespace: str, resources: tuple[str, ...]) -> tuple[str, ...]:
    """ARNs that a pattern may have been written for; whether it takes them is to be checked.

    ``namespace`` is the service's name in ARNs, ``resources`` are tails to try before others.
    """
    if "arn" not in pattern or len(pattern) > _LONGEST_PATTERN:
        return ()
    return tuple(_made(pattern, namespace, resources))


def _made(pattern: str, namespace: str, resources: tuple[str, ...]) -> Iterator[str]:
    for alternative in _split(_bare(pattern), "|")[:_MOST_ALTERNATIVES]:
        parts = _split(_bare(alternative), ":")
        if len(parts) < _PARTS or parts[0] != "arn":
            continue
        head = [
            _first(part, wanted)
            for part, wanted in zip(
                parts[1 : _PARTS - 1],
                ((PARTITION,), (namespace,), (REGION, ""), (ACCOUNT, "")),
                strict=True,
            )
        ]
        tail = ":".join(parts[_PARTS - 1 :])
        tail = _first(tail, (*resources, _piecewise(tail)))
        yield ":".join(("arn", *head, tail))


def _piecewise(tail: str) -> str:
    """The tail with a plain text for each of its pieces: ``activity:[a-z]+`` is activity:sample."""
    parts = (_split(part, "/") for part in _split(tail, ":"))
    return ":".join("/".join(_first(piece, ()) for piece in pieces) for pieces in parts)


def _first(part: str, wanted: Sequence[str]) -> str:
    """The first text that a part takes, else one that is made for it."""
    return next(BoundedPattern(part).texts(wanted), wanted[0] if wanted else "")


def _bare(pattern: str) -> str:
    """A pattern without its anchors, and without one group around all of it."""
    pattern = pattern.removeprefix(".*").removesuffix(".*")
    pattern = pattern.removeprefix("^")
    if pattern.endswith("$") and not pattern.endswith("\\$"):
        pattern = pattern[:-1]
    if pattern.startswith("(") and _end_of_group(pattern) == len(pattern) - 1:
        inner = pattern[1:-1].removeprefix("?:")
        return pattern if inner.startswith("?") else _bare(inner)
    return pattern


def _end_of_group(pattern: str) -> int:
    """Where the group ends that a pattern begins with."""
    return next((at for at, depth in _depths(pattern) if depth == 0), -1)


def _split(pattern: str, separator: str) -> list[str]:
    """The parts of a pattern between separators that are in no group and no class."""
    ends = [at for at, depth in _depths(pattern) if depth == 0 and pattern[at] == separator]
    starts = [0, *(end + 1 for end in ends)]
    return [pattern[start:end] for start, end in zip(starts, [*ends, len(pattern)], strict=True)]


def _depths(pattern: str) -> Iterator[tuple[int, int]]:
    """Each position of a pattern, and how many groups and classes are open after it."""
    depth, in_class, escaped = 0, False, False
    for at, char in enumerate(pattern):
        if escaped:
            escaped = False
            continue
        escaped = char == "\\"
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        yield at, depth + in_class
