"""Environment variables, limits, folders and other runs around a run: what users have set up."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .interface import Expected, Inspect, Outcome, Prepare, Trial, ends, nothing_wrong
from .machine import FEW, whole_report

_FAMILY = "surroundings"
_ALL = ("--report", "jsonl=r.jsonl", "--report", "html=r.html", "--report", "junit=r.xml")
_ODD_NAMES: tuple[tuple[str, str], ...] = (
    ("blanks, quotes and a dollar", "a  b\\'c\"d$e`f"),
    ("letters that are no ASCII, and a line break", "ä漢\\n\u202e"),
    ("bytes that are no UTF-8", "a\\xff\\xfeb"),
    ("the signs of options and URLs", "-x=%2F?#&*[a]:"),
    ("200 levels", "/".join(["d" * 15] * 200)),
)


def beforehand(script: str) -> Prepare:
    """Lines that bash runs before the command, which takes over its process."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        text = script.replace("{folder}", shlex.quote(str(folder)))
        (folder / "before.sh").write_text(text, encoding="utf-8")
        yield {"before": str(folder / "before.sh")}

    return prepare


def _trial(
    name: str,
    script: str = "",
    *statuses: int,
    says: tuple[str, ...] = (),
    inspect: Inspect = whole_report,
    arguments: tuple[str, ...] = (*FEW, *_ALL),
    before: str = "",
    **environment: str,
) -> Trial:
    return Trial(
        _FAMILY,
        name,
        arguments,
        Expected(ends(*(statuses or (0,))), says, seconds=90),
        beforehand(script),
        inspect=inspect,
        environment={"BASH_ENV": "{before}", **environment},
        before=before,
    )


def _in_inner_folder(folder: Path, _outcome: Outcome) -> Iterable[str]:
    """The reports are in the folder in which the command ran."""
    inner = Path((folder / "where").read_text(encoding="utf-8", errors="surrogateescape"))
    return whole_report(inner, _outcome)


def _ended_by_itself(folder: Path, outcome: Outcome) -> Iterable[str]:
    """Reports of two runs in one folder: each file is the whole report of one of them."""
    yield from whole_report(folder, outcome)
    if (folder / "other.status").read_text(encoding="utf-8").strip() != "0":
        yield "the other run has failed"
    for line in (folder / "r.jsonl").read_text(encoding="utf-8").splitlines():
        json.loads(line)


_COMMAND = "PYTHONPATH=$PYTHONPATH {python} -m shapeproof"
_OTHER_RUN = (
    f"unset BASH_ENV\n({_COMMAND} server amplifybackend --operation CreateToken "
    "--phases coverage --report json=r.json --report html=r.html --report junit=r.xml "
    ">other.out 2>&1; echo $? >other.status) &\n"
)


def _beside_another_run() -> Trial:
    script = _OTHER_RUN.format(python=shlex.quote(sys.executable))
    wait = "> >(cat >mine.out; wait) 2>&1"
    trial = _trial("another run writes the same reports", script, inspect=nothing_wrong)
    return Trial(
        trial.family,
        trial.name,
        trial.arguments,
        trial.expected,
        trial.prepare,
        inspect=whole_report,
        environment=trial.environment,
        redirections=wait,
    )


_VARIABLES = (
    _trial("there is no home", "unset HOME USER LOGNAME XDG_CACHE_HOME XDG_CONFIG_HOME"),
    _trial("there is no environment at all", "unset $(compgen -e | grep -v -e PYTHONPATH)"),
    _trial("the temporary folder is full", TMPDIR="/dev/full"),
    _trial(
        "the language is C, in ASCII, in an odd time zone and one column",
        LANG="C", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0",
        TZ="Nowhere/Else-99:99", COLUMNS="1", LINES="0", TERM="dumb", NO_COLOR="1",
    ),
    _trial(
        "the language is Latin, colours are forced, in 10,000 columns",
        LANG="de_DE.ISO-8859-1", PYTHONIOENCODING="latin-1:strict", TZ=":/etc/passwd",
        COLUMNS="10000", TERM="\x1b[31m", FORCE_COLOR="1", CLICOLOR_FORCE="1", CI="true",
    ),
    _trial("a language that does not exist, and odd columns", LANG="xx_YY.nothing", COLUMNS="ten",
           PYTHONIOENCODING="utf-16", LC_ALL=""),
    _trial("Python omits asserts and texts", PYTHONOPTIMIZE="2", PYTHONHASHSEED="7",
           PYTHONDONTWRITEBYTECODE="1"),
    _trial("Python makes warnings errors", PYTHONWARNINGS="error"),
    _trial("Python is in development mode", PYTHONDEVMODE="1",
           PYTHONUNBUFFERED="1"),
    _trial("Python leaves the working folder out", PYTHONSAFEPATH="1", PYTHONNOUSERSITE="1",
           PYTHONDONTWRITEBYTECODE="1", PYTHONNODEBUGRANGES="1"),
    _trial("proxies are set that do not exist", http_proxy="http://127.0.0.1:1",
           HTTPS_PROXY="http://127.0.0.1:1", ALL_PROXY="socks5://127.0.0.1:1",
           REQUESTS_CA_BUNDLE="/no/such", SSL_CERT_FILE="/no/such"),
)  # fmt: skip
_LIMITS = (
    _trial("files are limited to 4 kB", "ulimit -f 4", 0, 2,
           inspect=nothing_wrong, before="exit 70"),
    _trial("20 files may be open", "ulimit -n 20", 0, 2, inspect=nothing_wrong),
    _trial("8 files may be open", "ulimit -n 8", 0, 1, 2, inspect=nothing_wrong),
    _trial("no process may be started", "ulimit -u 1"),
    _trial("memory is limited to 300 MB", "ulimit -v 300000", 0, 2, inspect=nothing_wrong),
    _trial("the stack is small", "ulimit -s 256"),
    _trial("a hangup is ignored, as by nohup", "trap '' HUP; (sleep 2; kill -HUP $$) &"),
    _trial("other signals are ignored", "trap '' INT QUIT TERM PIPE CHLD"),
)  # fmt: skip
_FOLDERS = (
    *(
        _trial(
            f"the name of the folder has {what}",
            f"d=$'{name}'\n"
            'mkdir -p -- "./$d" && cd -- "./$d" && printf %s "$PWD" >{folder}/where\n',
            inspect=_in_inner_folder,
        )
        for what, name in _ODD_NAMES
    ),
    _trial(
        "the working folder may not be written",
        "mkdir fixed; mount -t tmpfs -o ro tmpfs fixed 2>/dev/null && cd fixed; umount -l .\n",
        0, 2,
        inspect=nothing_wrong,
    ),
    _trial(
        "the working folder is removed while the run goes",
        'mkdir inner; cd inner; (d=$PWD; cd /; sleep 3.5; rm -rf "$d") &\n',
        0, 2,
        inspect=nothing_wrong,
    ),
)  # fmt: skip
_AT_ONCE = (
    Trial(
        "start",
        "the help of the command",
        ("--help",),
        Expected(ends(0), ("Check a mock server",), cpu_seconds=1.0),
        before="1.2 s, as every command was imported",
    ),
    Trial(
        "start",
        "python -m shapeproof",
        ("--version",),
        Expected(ends(0), ("shapeproof, version",), cpu_seconds=1.0),
        before="no module named shapeproof.__main__",
    ),
    Trial("start", "an unknown command", ("serve",), Expected(ends(2), ("No such command",))),
    Trial("start", "no command", (), Expected(ends(2), ("no command given",))),
)

TRIALS = (*_AT_ONCE, *_VARIABLES, *_LIMITS, *_FOLDERS, _beside_another_run())
