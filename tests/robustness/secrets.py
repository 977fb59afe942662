"""Credentials around a run: they are never read, and never shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.leaks import shown_among

from .interface import TRACES, Expected, Inspect, Outcome, Trial, ends
from .leaky_server import HIDDEN, PLACES, RECEIVED, leaky_server
from .poisoned_home import ENVIRONMENT, KEY, SECRET, poisoned

_FAMILY = "secrets"
_PASSWORD = "poisoned-password"
_REPORTS = tuple(
    word
    for form in ("har", "html", "json", "jsonl", "junit", "markdown", "sarif")
    for word in ("--report", f"{form}=report.{form}")
)


def nothing_read(folder: Path, outcome: Outcome) -> Iterable[str]:
    """No trap was touched, and nothing that was written shows what was in them."""
    if not (folder / "watched.txt").exists():
        yield "nothing was watched"
    report = folder / "report.json"
    if "report.json" in _reports_of(folder) and not _requests_in(report):
        yield "no request was made"
    seen = folder / "seen.txt"
    if seen.exists():
        yield from sorted(set(seen.read_text(encoding="utf-8").splitlines()))
    written = {each.name: each.read_bytes() for each in folder.glob("report.*")}
    texts = {**written, "its output": outcome.said.encode()}
    for name, data in texts.items():
        yield from (
            f"{word} is in {name}" for word in (KEY, SECRET, "poisoned-") if word.encode() in data
        )


def _reports_of(folder: Path) -> set[str]:
    return {each.name for each in folder.glob("report.*")}


def _requests_in(report: Path) -> int:
    stats = json.loads(report.read_text(encoding="utf-8"))["stats"]
    return int(stats["requests"] or stats.get("traffic", {}).get("judged", 0))


def nothing_shown(folder: Path, outcome: Outcome) -> Iterable[str]:
    """The user's own tests may read settings; what they show is masked."""
    if SECRET in outcome.said or KEY in outcome.said:
        yield "a secret is in its output"


def nothing_handed_on(folder: Path, outcome: Outcome) -> Iterable[str]:
    """The environment of a driver has none of the user's AWS settings."""
    yield from nothing_read(folder, outcome)
    found = json.loads((folder / "driver.json").read_text(encoding="utf-8"))
    for name, value in found.items():
        is_aws = name.startswith("AWS_") or value in (KEY, SECRET)
        if is_aws and ("poisoned" in value or value == KEY):
            yield f"the driver is given {name}={value}"


def no_secret_shown(folder: Path, outcome: Outcome) -> Iterable[str]:
    """The secrets were sent and returned in every place, and no output shows one."""
    received = json.loads((folder / RECEIVED).read_text(encoding="utf-8"))
    for each in ("with the user's secret", "secrets returned", "early", *PLACES):
        if not received.get(each):
            yield f"the server has not seen or returned: {each}"
    texts = {each.name: each.read_text(encoding="utf-8") for each in folder.glob("report.*")}
    texts["its output"] = outcome.said
    looked_at: set[str] = set()
    for name, text in texts.items():
        lines = dict.fromkeys(text.splitlines())
        new = "\n".join(each for each in lines if each not in looked_at)
        looked_at.update(lines)
        # What is written as the run goes cannot know what turns out to be secret later.
        hidden = HIDDEN[:2] if name.endswith((".har", ".jsonl")) else HIDDEN
        yield from (f"{each} is in {name}" for each in shown_among(new, hidden))


def _trap(
    name: str,
    *arguments: str,
    inspect: Inspect = nothing_read,
    module: str = "shapeproof",
    statuses: Sequence[int] = (0, 1, 2, 3),
) -> Trial:
    return Trial(
        _FAMILY,
        f"poisoned credentials: {name}",
        (*arguments,),
        Expected(ends(*statuses), seconds=180, peak_mb=1_500),
        poisoned,
        inspect=inspect,
        module=module,
        environment=ENVIRONMENT,
    )


_KEYS = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": SECRET}
_SHORT = ("--phases", "coverage", "--max-requests", "120", "--seed", "1", "--time-limit", "60")
_USER = f"bob:{_PASSWORD}"
ADDRESSES = (
    f"http://{_USER}@127.0.0.1:9",
    f"http://{_USER}@127.0.0.1:9/path?query=1",
    f"http://{_USER}@127.0.0.1:port",
    f"http://{_USER}@127.0.0.1:99999",
    f"http://{_USER}@mq.us-east-1.amazonaws.com",
    f"http://{_USER}@[::1",
    f"http://{_USER}@",
    f"http://bob:x/{_PASSWORD}@127.0.0.1:9",
    f"http://bob:x@{_PASSWORD}@127.0.0.1:9",
    f"http://bob:two {_PASSWORD}@127.0.0.1:9",
    f"http://{_PASSWORD}@127.0.0.1:9",
    f"http://:{_PASSWORD}@127.0.0.1:9",
    f"ftp://{_USER}@127.0.0.1:9",
    f"//{_USER}@127.0.0.1:9",
    f"http:/{_USER}@127.0.0.1:9",
)
"""URLs with a password that cannot be tested."""
_USES: Sequence[tuple[str, ...]] = (
    ("server", "mq", "{url}"),
    ("server", "{url}"),
    ("server", "mq", "{url}", "more"),
    ("server", "mq", "http://127.0.0.1:9", "--reset-url", "{url}"),
    ("server", "mq", "--wsgi", "{url}"),
    ("server", "mq", "--seeds", "{url}"),
    ("server", "mq", "--baseline", "{url}"),
    ("server", "mq", "--config", "{url}"),
    ("server", "mq", "--contract", "{url}"),
    ("server", "mq", "--report", "{url}"),
    ("server", "mq", "--phases", "{url}"),
    ("client", "mq", "--driver", "{url}"),
    ("traffic", "{url}"),
    ("report", "show", "{url}"),
    ("contract", "show", "{url}"),
    ("config", "check", "--config", "{url}"),
    ("mock", "{url}"),
)
"""Where a user may write such a URL, on purpose or by mistake."""


@contextmanager
def _commands(folder: Path) -> Iterator[Mapping[str, str]]:
    """A file with all commands with all URLs, and a configuration file with some."""
    commands = [[word.replace("{url}", url) for word in use] for url in ADDRESSES for use in _USES]
    for number, url in enumerate(ADDRESSES):
        path = folder / f"{number}.toml"
        path.write_text(f'[targets.live]\nurl = "{url}"\nserver = "{url}"\n', encoding="utf-8")
        commands.append(["config", "check", "--config", str(path)])
        commands.append(["server", "mq", "@live", "--config", str(path)])
    (folder / "commands.json").write_text(json.dumps(commands), encoding="utf-8")
    count = str(len(commands))
    yield {"file": str(folder / "commands.json"), "count": count}


def _all_refused(_folder: Path, outcome: Outcome) -> Iterable[str]:
    count = len(ADDRESSES) * (len(_USES) + 2)
    if f"{count} commands, {count} refused" not in outcome.stdout:
        yield f"not all of {count} commands were refused: {outcome.stdout[-200:]}"


_JSON = ("--report", "json=report.json")
_TOLD = tuple(
    word
    for name in ("GetSecretValue", "PutSecretValue", "DescribeSecret")
    for word in ("--operation", name)
)
_LEAKY = ("--phases", "coverage", "--max-requests", "150", "--seed", "1", "--time-limit", "60")

TRIALS = (
    _trap("moto", "server", "mq", "--moto", *_SHORT, *_REPORTS, statuses=(0, 1, 3)),
    _trap(
        "the bundled mock", "server", "amplifybackend", *_SHORT, *_REPORTS, statuses=(0, 1, 3)
    ),
    _trap("boto3 as the client", "client", "mq", "--boto3", *_SHORT, *_REPORTS, statuses=(0, 1, 3)),
    _trap(
        "a driver", "client", "mq", "--driver", "{python} driver.py", *_SHORT, *_REPORTS,
        inspect=nothing_handed_on, statuses=(2,),
    ),
    _trap("recorded traffic", "traffic", "recorded.har", *_JSON, statuses=(1,)),
    _trap(
        "fakes in tests", "-q", "-p", "no:cacheprovider", "test_fakes.py",
        module="pytest", statuses=(0,),
    ),
    _trap("the contract", "contract", "show", "mq", statuses=(0,)),
    _trap("the list of contracts", "contract", "list", statuses=(0,)),
    Trial(
        _FAMILY,
        "a secret that a test sends and reads back",
        ("-q", "-p", "no:cacheprovider", "--shapeproof=report", "test_calls.py"),
        Expected(ends(0, 1), says=("1 passed",), seconds=180),
        poisoned,
        inspect=nothing_shown,
        module="pytest",
        environment=_KEYS,
    ),
    Trial(
        _FAMILY,
        "passwords in URLs",
        ("{file}",),
        Expected(ends(0), never=(*TRACES, _PASSWORD), seconds=120),
        _commands,
        inspect=_all_refused,
        module="tests.robustness.many_commands",
        before="printed",
    ),
    Trial(
        _FAMILY,
        "secrets that a server returns everywhere",
        ("server", "secretsmanager", "{url}", *_TOLD, *_LEAKY, *_REPORTS, "--verbose"),
        Expected(ends(1, 3), seconds=180),
        leaky_server,
        inspect=no_secret_shown,
        before="shown as a JSON key, in lower-case %2f, \\/, hexadecimal, and base64 within a text",
    ),
)  # fmt: skip
