"""Ordinary mistakes at the command line and in CI: paths, variables, names of files, streams."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.support.programs import environment as of_programs
from tests.support.sample_reports import sample_report

from .interface import Act, Expected, Inspect, Outcome, Prepare, Trial, ends, nothing_wrong
from .surroundings import beforehand

_FAMILY = "everyday mistakes"
_SERVER = ("server", "amplifybackend", "--operation", "GetToken", "--phases", "coverage")
_SHOW = ("report", "show", "in.json")
_READS = "reads the same file; give another file"
_DESTROYED = "exit 0 to 3, and the file was lost"
_REPORT = "in.json"
_CONFIGURATION = "shapeproof.toml"


def _files(**more: str) -> dict[str, bytes]:
    report = {**sample_report(1), "target": {"kind": "url", "address": "http://ä.localhost"}}
    texts = {_REPORT: json.dumps(report), **more}
    return {name: text.encode() for name, text in texts.items()}


def _with(files: Mapping[str, bytes]) -> Prepare:
    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        yield {}

    return prepare


def _unchanged(files: Mapping[str, bytes]) -> Inspect:
    """Nothing but these files is there, as they were; Hypothesis keeps a folder of its own."""

    def inspect(folder: Path, _outcome: Outcome) -> Iterable[str]:
        found = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
        for name in sorted(found.keys() | files.keys()):
            if found.get(name) != files.get(name):
                yield f"{name} has changed"

    return inspect


def _refused(
    name: str, arguments: tuple[str, ...], says: str, before: str = "", **files: str
) -> Trial:
    """A command that is refused at once, and writes nothing."""
    given = _files(**{key.replace("_", "."): value for key, value in files.items()})
    return Trial(
        _FAMILY,
        name,
        arguments,
        Expected(ends(2), (says,)),
        _with(given),
        inspect=_unchanged(given),
        before=before,
        preloaded=True,
    )


_PATHS = (
    _refused("a report at the path of the configuration",
             (*_SERVER, "--report", "json=./shapeproof.toml"), f"the configuration {_READS}",
             _DESTROYED, shapeproof_toml="quiet = true\n"),
    _refused("a report at the path of the baseline to update",
             (*_SERVER, "--baseline", "known", "--update-baseline", "--report", "html=./known"),
             f"--baseline {_READS}", "exit 3, and the report was lost"),
    _refused("a report that is shown into itself", (*_SHOW, "--output", "./in.json"),
             f"the command {_READS}", _DESTROYED),
    _refused("a merge whose page takes the place of a shard",
             ("report", "merge", _REPORT, "--report", "html=in.json"), f"the command {_READS}",
             _DESTROYED),
    _refused("a dash as a report", (*_SERVER, "--report", "json=-"),
             "does not stand for standard output; write /dev/stdout",
             "a file named - was written"),
    _refused("an empty --strategies, from a variable that is not set",
             (*_SERVER, "--strategies", ""), "--strategies: the path is empty",
             "the working folder was looked through for strategies"),
    _refused("an empty --dir, from a variable that is not set",
             ("contract", "pin", "mq", "--dir", ""), "--dir: the path is empty",
             "contracts were written into the working folder"),
    _refused("an empty --config, from a variable that is not set",
             (*_SERVER, "--config", ""), "--config: the path is empty",
             "it was ignored"),
    _refused("a demand of nan percent", (*_SERVER, "--min-reached", "nan"),
             "nan is not a finite number", "nothing was demanded"),
    _refused("a demand of nan percent in the configuration", _SERVER,
             "nan is not a finite number", "nothing was demanded",
             shapeproof_toml="min-reached = nan\n"),
    _refused("two reports in one option", (*_SERVER, "--report", "json=a.json,junit=b.xml"),
             "more than one report; repeat the option", "one file, a.json,junit=b.xml"),
    _refused("a report to a URL", (*_SERVER, "--report", "html=s3://bucket/r.html"),
             "it is a URL, no path", "a folder s3: was made"),
    _refused("bytes in a URL that are no UTF-8", ("server", "mq", "http://127.0.0.1:1/\udcff"),
             "not UTF-8 text", "exit 70"),
)  # fmt: skip


def _trial(
    name: str,
    arguments: tuple[str, ...],
    status: int,
    *says: str,
    files: Mapping[str, bytes] | None = None,
    prepare: Prepare | None = None,
    before: str = "",
    inspect: Inspect = nothing_wrong,
    environment: Mapping[str, str] | None = None,
    **more: Any,
) -> Trial:
    return Trial(
        _FAMILY,
        name,
        arguments,
        Expected(ends(status), says),
        prepare or _with(_files() if files is None else files),
        inspect=inspect,
        environment=environment or {},
        before=before,
        **more,
    )


_PRINT = "print('of a user')\n"
_NAMES = ("random", "json", "click", "select", "hypothesis", "jinja2", "yaml", "html")
_HIDING = _files(**{f"{name}.py": _PRINT for name in _NAMES})
_IN_PATH = os.pathsep.join((".", str(Path(__file__).resolve().parents[2] / "src")))


def _hidden(name: str) -> Trial:
    return _trial(
        f"a file {name}.py in a folder of PYTHONPATH",
        _SHOW,
        2,
        f"{name}.py hides the module {name} .*; rename it",
        files=_files(**{f"{name}.py": _PRINT}),
        environment={"PYTHONPATH": _IN_PATH},
        before="exit 1 or 70, with a traceback",
    )


def _printed(form: str) -> Inspect:
    """What was printed begins with the report and ends with the verdict of the run."""

    def inspect(folder: Path, _outcome: Outcome) -> Iterable[str]:
        text = (folder / "log").read_text(encoding="utf-8")
        if not text.startswith("earlier\n"):
            yield "the log was begun anew"
        if not all(each in text for each in (form, "12 requests")):
            yield f"the log lacks the report or the verdict: {text[-200:]}"

    return inspect


def _at_home(folder: Path, _outcome: Outcome) -> Iterable[str]:
    if not (folder / "home" / "r.html").is_file():
        yield "there is no report in the home"
    if (folder / "~").exists():
        yield "there is a folder ~"


def _readable(folder: Path, _outcome: Outcome) -> Iterable[str]:
    (folder / "r.json").chmod(0o600)
    if json.loads((folder / "r.json").read_text(encoding="utf-8"))["status"] != "incomplete":
        yield "r.json is another report"


_FEW = (*_SERVER, "--max-requests", "12")
_SURROUNDED = (
    _trial("files named as modules in the working folder",
           (*_SHOW, "--format", "html"), 0, "<html", files=_HIDING, before="exit 70"),
    _trial("a tilde behind an equals sign", (*_SHOW, "--format=html", "--output=~/r.html"), 0,
           inspect=_at_home, environment={"HOME": "home"}, preloaded=True,
           before="a folder ~ was made"),
    _hidden("json"),
    _hidden("click"),
    _trial("a document on a Latin terminal", (*_SHOW, "--format", "markdown"), 0, "requests",
           environment={"PYTHONIOENCODING": "ascii"}, before="exit 70"),
    _trial("a report of lines into the log that is printed to",
           (*_FEW, "--report", "jsonl=/dev/stdout"), 3, files={"log": b"earlier\n"},
           inspect=_printed('{"event":"run_finished"'), redirections=">>log",
           before="the log was begun anew"),
    _trial("a report into the log that is printed to", (*_FEW, "--report", "json=/dev/stdout"), 3,
           files={"log": b"earlier\n"}, inspect=_printed('"status": "incomplete"'),
           redirections=">>log", before="the log was replaced, and the verdict lost"),
    _trial("standard output redirected to the report", (*_FEW, "--report", "json=r.json"), 2,
           "standard output or error is that file", redirections=">r.json",
           before="the verdict was lost"),
    _trial("files that nobody may read, by umask", (*_FEW, "--report", "json=r.json"), 3,
           "incomplete", prepare=beforehand("umask 777"), inspect=_readable,
           environment={"BASH_ENV": "{before}"}),
    _trial("a configuration with a byte-order mark, CR LF and tabs", ("config", "check"), 0,
           "no problems", files={_CONFIGURATION: b"\xef\xbb\xbfquiet\t=\ttrue\r\nseed = 3\r\n"}),
    _trial("a configuration of another tool that is broken", ("contract", "show", "mq"), 0,
           "CreateBroker", files={"pyproject.toml": b"[tool.other\nbroken"}),
    _trial("a shell that completes beside a broken configuration", (), 0, "--baseline",
           files={_CONFIGURATION: b"seed = [\n"},
           environment={"_SHAPEPROOF_COMPLETE": "bash_complete", "COMP_CWORD": "3",
                        "COMP_WORDS": "shapeproof server mq --base"}),
)  # fmt: skip


@contextmanager
def _taken_port(_folder: Path) -> Iterator[Mapping[str, str]]:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        yield {"port": str(taken.getsockname()[1])}


def _stop_and_continue() -> Act:
    """Ctrl-Z, and ``fg`` a second later."""

    def act(process: subprocess.Popen[bytes], _folder: Path) -> None:
        time.sleep(1)
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGSTOP)
            time.sleep(1)
            process.send_signal(signal.SIGCONT)

    return act


_MERGE = ("report", "merge", _REPORT, "--output", "all.json")


def _whole_merge(folder: Path, _outcome: Outcome) -> Iterable[str]:
    json.loads((folder / "all.json").read_text(encoding="utf-8"))
    yield from (f"{each.name} is left" for each in folder.glob(".all.json*"))


@contextmanager
def _beside_merges(folder: Path) -> Iterator[Mapping[str, str]]:
    command = [sys.executable, "-m", "shapeproof", *_MERGE]
    with _with(_files())(folder) as names:
        others = [
            subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, env=of_programs())
            for _ in range(2)
        ]
        yield names
        for each in others:
            each.wait(60)


_AT_ONCE = (
    _trial("a mock on a port that is taken", ("mock", "mq", "--port", "{port}"), 2,
           "[Aa]ddress already in use", prepare=_taken_port),
    _trial("Ctrl-Z and fg", (*_FEW, "--report", "json=r.json"), 3, "incomplete",
           inspect=_readable, act=_stop_and_continue()),
    _trial("several merges into one file at once", _MERGE, 1, prepare=_beside_merges,
           inspect=_whole_merge),
)  # fmt: skip

TRIALS = (*_PATHS, *_SURROUNDED, *_AT_ONCE)
