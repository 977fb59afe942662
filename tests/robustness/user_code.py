"""Strategies, checks, reports, apps and callables of users that exit, hang, flood or break things.

Every deed is done while strategies are loaded, and a few by their turn in each other place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .interface import TRACES, Expected, Outcome, Trial, ends
from .user_deeds import BEFORE, CORE, EVERY, OTHERS, Deed, Kind

_FAMILY = "code of users"
_MODEL: dict[str, Any] = {
    "version": "2.0",
    "metadata": {
        "apiVersion": "2020-01-01",
        "endpointPrefix": "tiny",
        "protocol": "rest-json",
        "serviceId": "tiny",
        "serviceFullName": "Tiny",
        "signatureVersion": "v4",
        "uid": "tiny-2020-01-01",
    },
    "operations": {
        "GetThing": {
            "name": "GetThing",
            "http": {"method": "GET", "requestUri": "/things/{Name}"},
            "input": {"shape": "GetThingRequest"},
            "output": {"shape": "GetThingResponse"},
        }
    },
    "shapes": {
        "GetThingRequest": {
            "type": "structure",
            "required": ["Name"],
            "members": {"Name": {"shape": "Text", "location": "uri", "locationName": "Name"}},
        },
        "GetThingResponse": {"type": "structure", "members": {"Name": {"shape": "Text"}}},
        "Text": {"type": "string"},
    },
}
_GOOD = """
def app(environ, start_response):
    headers = [("Content-Type", "application/json"), ("x-amzn-RequestId", "r")]
    start_response("200 OK", headers)
    return [b"{}"]
"""
_NAMES = ("--contract", "tiny.json", "--seed", "1", "--report")
_SERVER = ("server", "tiny", "--phases", "coverage", *_NAMES, "json=r.json", "--wsgi")
_CLIENT = ("client", "tiny", "--phases", "coverage", *_NAMES, "json=r.json", "--callable")
_SAID = "print('shown: said')\n"
"""What a deed prints first: it must be shown."""

Files = Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """Where code of users runs: the files that hold a deed, and the command that runs it.

    ``failing`` are the statuses that a fatal deed may give.
    """

    name: str
    files: Callable[[str], Files]
    arguments: tuple[str, ...]
    failing: tuple[int, ...] = (2,)
    harmless: tuple[int, ...] = (0,)


def _indented(lines: str, spaces: int) -> str:
    return "".join(f"{' ' * spaces}{line}\n" for line in lines.split("\n"))


_DOMAIN = "from shapeproof.strategies import domain\nvalues = domain('tiny')\n"


def _strategies(top: str = "", function: str = "pass", drawn: str = "pass") -> Files:
    text = (
        f"{BEFORE}from hypothesis import strategies as st\n{_DOMAIN}{top}\n"
        f"def drawn(text):\n{_indented(drawn, 4)}    return text\n"
        f"@values.member('Name')\ndef names():\n{_indented(function, 4)}"
        "    return st.sampled_from(['a1', 'b2']).map(drawn)\n"
    )
    return {"own/tiny.py": text}


def _installed(text: str, group: str, target: str) -> Files:
    """An installed package, named ``mine``, with one entry point."""
    return {
        "mine.py": BEFORE + text,
        "mine-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n",
        "mine-1.0.dist-info/entry_points.txt": f"[{group}]\nmine = mine:{target}\n",
    }


def _check(top: str = "", made: str = "pass", check: str = "pass") -> Files:
    text = (
        f"{top}\nfrom shapeproof.checks import Severity, Subject\nclass Mine:\n"
        "    name = 'mine'\n    judges = Subject.ANSWER\n    severity = Severity.WARNING\n"
        f"    def __init__(self):\n{_indented(made, 8)}"
        f"    def check(self, seen):\n{_indented(check, 8)}        return []\n"
    )
    return _installed(text, "shapeproof.checks", "Mine")


def _report(
    top: str = "", opened: str = "pass", handle: str = "pass", close: str = "pass"
) -> Files:
    text = (
        f"{top}\nclass Mine:\n    def open(self, output, run):\n{_indented(opened, 8)}"
        f"        return Writer()\nclass Writer:\n    def handle(self, event):\n"
        f"{_indented(handle, 8)}    def close(self):\n{_indented(close, 8)}mine = Mine()\n"
    )
    return _installed(text, "shapeproof.reports", "mine")


def _document(lines: str) -> Files:
    text = (
        "from shapeproof.report import DocumentFormat\n"
        f"def render(report, context):\n{_indented(lines, 4)}    return 'text'\n"
        "mine = DocumentFormat(render)\n"
    )
    return _installed(text, "shapeproof.reports", "mine")


def _app(top: str = "", call: str = "pass") -> Files:
    text = (
        f"{BEFORE}{top}\nfrom good import app as good\ndef app(environ, start_response):\n"
        f"{_indented(call, 4)}    return good(environ, start_response)\n"
    )
    return {"odd.py": text}


def _callable(top: str = "", started: str = "pass", call: str = "pass") -> Files:
    text = (
        f"{BEFORE}{top}\nfrom urllib.parse import quote\nfrom urllib.request import urlopen\n"
        "class Client:\n"
        f"    def start(self, endpoint):\n{_indented(started, 8)}"
        f"    def __call__(self, operation, params, endpoint):\n{_indented(call, 8)}"
        "        url = f'{endpoint}/things/' + quote(params['Name'], safe='')\n"
        "        return json.load(urlopen(url, timeout=5))\ncall = Client()\n"
    )
    return {"odd.py": text}


_OWN = (*_SERVER, "good:app", "--strategies", "own")
_ADDED = (*_SERVER, "good:app")
_MINE = (*_ADDED, "--report", "mine=m.txt")
PLACES = (
    Place("a file of strategies", lambda d: _strategies(top=d), _OWN),
    Place("a function of strategies", lambda d: _strategies(function=d), _OWN),
    Place("a drawn value", lambda d: _strategies(drawn=d), _OWN, (2, 3)),
    Place("the module of a check", lambda d: _check(top=d), _ADDED),
    Place("the making of a check", lambda d: _check(made=d), _ADDED),
    Place("a check", lambda d: _check(check=d), _ADDED, (2, 3)),
    Place("the module of a report", lambda d: _report(top=d), _MINE),
    Place("a report's open", lambda d: _report(opened=d), _MINE),
    Place("a report's handle", lambda d: _report(handle=d), _MINE, (2, 3)),
    Place("a report's close", lambda d: _report(close=d), _MINE, (2, 3)),
    Place("a report's text", _document, _MINE, (2, 3)),
    Place("the module of an app", lambda d: _app(top=d), (*_SERVER, "odd:app")),
    Place("an app", lambda d: _app(call=d), (*_SERVER, "odd:app"), (1, 2, 3)),
    Place("the module of a callable", lambda d: _callable(top=d), (*_CLIENT, "odd:call"),
          harmless=(0, 1)),
    Place("a callable's start", lambda d: _callable(started=d), (*_CLIENT, "odd:call"),
          (1, 2, 3), (0, 1)),
    Place("a callable", lambda d: _callable(call=d), (*_CLIENT, "odd:call"), (1, 2, 3), (0, 1)),
)  # fmt: skip
_FILES = (
    ("does not compile", b"def f(:", 2),
    ("is empty", b"", 2),
    ("is not UTF-8", b"x = '\xff'", 2),
    ("has a NUL byte", b"x = 1\0", 2),
    ("is nested 10,000 deep", b"x = " + b"(" * 10_000 + b")" * 10_000, 2),
    ("registers values of another service", b"from shapeproof.strategies import domain\n"
     b"values = domain('other')\n", 2),
)  # fmt: skip


def written(files: Mapping[str, str | bytes]) -> Callable[[Path], Any]:
    """Files in the folder of a trial, with the contract and an app that conforms."""
    whole = {"tiny.json": json.dumps(_MODEL), "good.py": _GOOD, **files}

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        for name, text in whole.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        yield {}

    return prepare


def status_is_meant(folder: Path, outcome: Outcome) -> Iterator[str]:
    """Status 0 and 1 are what the report says, not what a user's code has made of them."""
    if outcome.status not in (0, 1):
        return
    path = folder / "r.json"
    if not path.is_file():
        yield f"exit status {outcome.status} without a report"
        return
    report = json.loads(path.read_text())
    severe = [each for each in report["findings"] if each["severity"] == "error"]
    if bool(severe) != bool(outcome.status):
        yield f"exit status {outcome.status}, though the report has {len(severe)} errors"
    if not report["stats"]["requests"]:
        yield f"exit status {outcome.status}, though nothing was sent"


def nothing_sent(folder: Path, outcome: Outcome) -> Iterator[str]:
    """Files of strategies are loaded before anything is sent."""
    if outcome.status == 2 and (folder / "r.json").is_file():
        report = json.loads((folder / "r.json").read_text() or "{}")
        if report.get("stats", {}).get("requests"):
            yield "something was sent"
    yield from status_is_meant(folder, outcome)


def _trial(place: Place, deed: Deed) -> Trial:
    statuses = {
        Kind.HARMLESS: place.harmless,
        Kind.FATAL: (*place.failing, 3) if deed.hangs or "Keyboard" in deed.name else place.failing,
        Kind.BREAKS: (*place.harmless, *place.failing, 3),
    }[deed.kind]
    loads = deed.kind is Kind.FATAL and place.name in (
        "a file of strategies",
        "a function of strategies",
    )
    return Trial(
        _FAMILY,
        f"{place.name} that {deed.name}",
        (*place.arguments, "--time-limit", "3" if deed.hangs else "60"),
        Expected(
            ends(*statuses),
            says=() if deed.mutes else ("shown: said",),
            never=(*(TRACES[1:] if deed.traces else TRACES), "\x1b["),
            seconds=60,
            peak_mb=1_200,
        ),
        written(place.files(_SAID + deed.lines)),
        inspect=nothing_sent if loads else status_is_meant,
        before=deed.before if place is PLACES[0] else "",
        preloaded=True,
        waits=deed.hangs or "never returns" in deed.name,
    )


def _file(name: str, text: bytes, status: int) -> Trial:
    expected = Expected(ends(status), seconds=60)
    prepare = written({"own/tiny.py": text})
    return Trial(
        _FAMILY, f"a file of strategies that {name}", _OWN, expected, prepare, preloaded=True
    )


def _deeds_of(number: int) -> Sequence[Deed]:
    """The deeds of a place: all in the first, else some, and the others by turns."""
    if not number:
        return EVERY
    return (*CORE, *OTHERS[number % 6 :: 6])


TRIALS = (
    *(_trial(place, deed) for number, place in enumerate(PLACES) for deed in _deeds_of(number)),
    *(_file(*each) for each in _FILES),
)
