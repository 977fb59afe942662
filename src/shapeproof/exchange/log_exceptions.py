"""What ended a program, read from the end of its log: the exception, whatever its language.

Each reader finds the last exception that its language's runtime prints for a program that ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from shapeproof.exchange.text import one_line

MAX_WORDS = 300
_MESSAGE_LINES = 5
_Found = tuple[int, str, str]
"""The line of an exception, the exception itself, and where it was raised."""


def exception_in(log: str) -> str:
    """The exception that a log ends with, and its place; else the last words; empty for no log."""
    lines = [line.rstrip() for line in log.splitlines()]
    found = [each for read in _READERS for each in read(lines)]
    if found:
        _, words, place = max(found, key=lambda each: each[0])
        return one_line(words, MAX_WORDS) + (f" ({place})" if place else "")
    spoken = [line.strip() for line in lines if line.strip() and not _NOISE.match(line.strip())]
    return one_line(spoken[-1], MAX_WORDS) if spoken else ""


_NOISE = re.compile(
    r"Node\.js v\d|exit status \d+$|note: run with `RUST_BACKTRACE|npm (ERR!|error)"
    r"|\(Use `node --trace|\[process exited"
)
"""Lines that say nothing about the cause."""


def _place(path: str, line: str) -> str:
    """A file's name and a line; paths differ between machines."""
    name = PurePosixPath(path.replace("\\", "/")).name
    return f"{name}:{line}" if name and not path.startswith("<") else ""


_PYTHON_FILE = re.compile(r'\s+File "(?P<path>[^"]+)", line (?P<line>\d+)')


def _python(lines: list[str]) -> Iterator[_Found]:
    """The line after the last frame of a traceback."""
    for start, line in enumerate(lines):
        if not line.endswith("Traceback (most recent call last):"):
            continue
        place = ""
        for index in range(start + 1, len(lines)):
            frame = _PYTHON_FILE.match(lines[index])
            if frame:
                place = _place(frame["path"], frame["line"])
            elif lines[index] and not lines[index][0].isspace():
                yield index, _with_message(lines, index), place
                break


def _with_message(lines: list[str], index: int) -> str:
    """An exception with the next line, where its message goes on there after a colon."""
    following = lines[index + 1].strip() if index + 1 < len(lines) else ""
    return f"{lines[index]} {following}" if lines[index].endswith(":") else lines[index]


_AT = re.compile(r"\s+at (?:.*[( ])?(?P<place>[^()\s{]+?)\)?(?: \{)?$")
_NODE_PLACE = re.compile(r"(?:file://)?(?P<path>.+?):(?P<line>\d+):\d+$")
_NODE_ERROR = re.compile(r"(?:Uncaught |\[)?(?P<words>[\w.]*(?:Error|Exception)\b.*)")
_SHORT_PLACE = re.compile(r"(?:node:|native$|<anonymous>)")


def _node(lines: list[str]) -> Iterator[_Found]:
    """The error above the stack of JavaScript; ``Node.js v20…`` comes below it."""
    for index, line in enumerate(lines):
        error = _NODE_ERROR.match(line)
        if not error or not _has_stack(lines, index):
            continue
        place = ""
        for frame in lines[index + 1 :]:
            at = _AT.match(frame)
            spot = _NODE_PLACE.match(at["place"]) if at else None
            if spot and not _SHORT_PLACE.match(at["place"] if at else ""):
                place = _place(spot["path"], spot["line"])
                break
        yield index, error["words"], place


def _has_stack(lines: list[str], index: int) -> bool:
    """Whether frames follow, after at most a few more lines of the message."""
    following = lines[index + 1 : index + 1 + _MESSAGE_LINES]
    at = next((i for i, line in enumerate(following) if _AT.match(line)), None)
    return at is not None and any(
        _NODE_PLACE.match(found["place"])
        for found in map(_AT.match, lines[index + 1 + at : index + 20])
        if found
    )


_GO = re.compile(r"(?P<words>panic: .*|fatal error: .*|runtime: goroutine stack exceeds.*)")
_GO_FRAME = re.compile(r"\t(?P<path>\S+\.go):(?P<line>\d+)")


def _go(lines: list[str]) -> Iterator[_Found]:
    """A panic, and the first frame that is not of Go's own library."""
    for index, line in enumerate(lines):
        error = _GO.match(line)
        if error:
            frames = [found for each in lines[index + 1 :] if (found := _GO_FRAME.match(each))]
            own = [each for each in frames if "/src/runtime/" not in each["path"]]
            place = _place(own[0]["path"], own[0]["line"]) if own else ""
            yield index, error["words"], place
            return


_RUBY = re.compile(
    r"(?P<path>[^\s:][^:]*|<internal:[^>]*>):(?P<line>\d+):in [`'][^']*': "
    r"(?P<message>.*) \((?P<name>[A-Z][\w:]*)\)$"
)
_RUBY_MAIN = re.compile(
    r"(?P<path>\S+\.rb):(?P<line>\d+): (?P<message>.*) \((?P<name>[A-Z][\w:]*)\)$"
)


def _ruby(lines: list[str]) -> Iterator[_Found]:
    """An exception with its place before it and its class behind it."""
    for index, line in enumerate(lines):
        error = _RUBY.match(line) or _RUBY_MAIN.match(line)
        if error:
            place = _place(error["path"], error["line"])
            yield index, f"{error['name']}: {error['message']}", place


_JAVA = re.compile(r'(?:Exception in thread "[^"]*" |Caused by: )(?P<words>[\w.$]+(?:: .*)?)$')
_JAVA_FRAME = re.compile(r"\s+at [\w.$/@]+\((?P<path>[\w$]+\.(?:java|kt|scala)):(?P<line>\d+)\)")


def _java(lines: list[str]) -> Iterator[_Found]:
    """The last cause of an exception in a thread."""
    for index, line in enumerate(lines):
        error = _JAVA.match(line)
        if error:
            frame = _JAVA_FRAME.match(lines[index + 1]) if index + 1 < len(lines) else None
            yield index, error["words"], _place(frame["path"], frame["line"]) if frame else ""


_NET = re.compile(
    r"Unhandled exception\. (?P<words>[\w.`]+(?:: .*)?)$|\s*---> (?P<inner>[\w.`]+: .*)$"
)
_NET_FRAME = re.compile(r"\s+at .* in (?P<path>.+):line (?P<line>\d+)$")


def _net(lines: list[str]) -> Iterator[_Found]:
    """An unhandled exception of .NET, or the one within it."""
    for index, line in enumerate(lines):
        error = _NET.match(line)
        if error:
            frames = (found for each in lines[index + 1 :] if (found := _NET_FRAME.match(each)))
            frame = next(frames, None)
            place = _place(frame["path"], frame["line"]) if frame else ""
            yield index, error["words"] or error["inner"], place


_RUST = re.compile(
    r"thread '[^']*'(?: \(\d+\))? panicked at (?:'(?P<old>.*)', )?"
    r"(?P<path>[^:']+):(?P<line>\d+):\d+:?$"
)


def _rust(lines: list[str]) -> Iterator[_Found]:
    """A panic; its message is in the next line."""
    for index, line in enumerate(lines):
        error = _RUST.match(line)
        if error:
            following = lines[index + 1] if index + 1 < len(lines) else ""
            words = error["old"] or following
            yield index, f"panic: {words}", _place(error["path"], error["line"])


_PHP = re.compile(
    r"(?:PHP )?(?:Fatal|Parse) error:\s+(?:Uncaught )?(?P<words>.*?) in (?P<path>\S+?)"
    r"(?::| on line )(?P<line>\d+)$"
)


def _php(lines: list[str]) -> Iterator[_Found]:
    """A fatal error."""
    for index, line in enumerate(lines):
        error = _PHP.match(line)
        if error:
            yield index, error["words"], _place(error["path"], error["line"])


_CPP = re.compile(r"terminate called after throwing an instance of '(?P<name>[^']*)'")
_CPP_WHAT = re.compile(r"\s+what\(\):\s+(?P<words>.*)")


def _cpp(lines: list[str]) -> Iterator[_Found]:
    """An exception that nothing has caught."""
    for index, line in enumerate(lines):
        error = _CPP.match(line)
        if error:
            what = _CPP_WHAT.match(lines[index + 1]) if index + 1 < len(lines) else None
            yield index, f"{error['name']}: {what['words']}" if what else error["name"], ""


_READERS: tuple[Callable[[list[str]], Iterator[_Found]], ...] = (
    _python, _node, _go, _ruby, _java, _net, _rust, _php, _cpp,
)  # fmt: skip
