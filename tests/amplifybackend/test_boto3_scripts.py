"""The boto3 programs of findings are run by a process of their own against the defective server."""

from __future__ import annotations

import ast
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.serving import make_server

from shapeproof.exchange import Finding
from shapeproof.report.findings import FindingBook
from shapeproof.report.interface import ReportContext

from .running import contract, run
from .stateful_defects import STATEFUL_DEFECTS, planted


@dataclass(frozen=True)
class Line:
    """What a program prints of one call."""

    name: str
    status: str
    answer: dict[str, Any]


@contextmanager
def served(app: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def script_of(finding: Finding, url: str) -> str:
    book = FindingBook(ReportContext(contract=contract(), base_url=url))
    book.add(finding)
    return book.record(finding.id)["reproduce"]["python"]


def printed(script: str) -> list[Line]:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, timeout=60, text=True
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split(" ", 2) for line in done.stdout.splitlines()]
    return [Line(name, status, ast.literal_eval(answer)) for name, status, answer in lines]


def still_found(lines: list[Line], name: str) -> bool:
    return (lines[-1].name, lines[-1].status) == (name, "200")


def listed_twice(lines: list[Line]) -> bool:
    names = lines[-1].answer["BackendEnvironmentList"]
    return len(names) > len(set(names))


def page_repeats(lines: list[Line]) -> bool:
    pages = [{job["JobId"] for job in each.answer["Jobs"]} for each in lines if "jobs" in each.name]
    return any(pages[-1] & each for each in pages[:-1])


# The defect, what finds it, what its last answer must show, and whether an answer flows on.
EXAMPLES: dict[str, tuple[str, Callable[[list[Line]], bool], bool]] = {
    "delete-does-nothing": (
        "not_removed",
        lambda lines: still_found(lines, "get_backend_storage"),
        False,
    ),
    "list-shows-twice": ("listing", listed_twice, False),
    "made-over-existing": (
        "made_twice",
        lambda lines: still_found(lines, "create_backend_storage"),
        False,
    ),
    "duplicate-at-edge": ("pagination", page_repeats, True),
    "token-survives": ("not_removed", lambda lines: still_found(lines, "get_token"), True),
}


@pytest.mark.long(every_day=1)
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_last_answer_of_a_script_shows_the_defect(name: str) -> None:
    check, shows, flows = EXAMPLES[name]
    defect = STATEFUL_DEFECTS[name]
    outcome = run(planted(defect.plan), phases=("stateful",), max_examples=0)
    finding = next(each for each in outcome.findings if each.check == check)

    with served(planted(defect.plan)) as url:
        script = script_of(finding, url)
        lines = printed(script)

    called = [contract().operations[each.operation].python_name for each in finding.before]
    assert [each.name for each in lines[:-1]] == called
    assert shows(lines), script
    assert ("made_" in script) == flows


def test_no_generated_identifier_is_pasted() -> None:
    defect = STATEFUL_DEFECTS["token-survives"]
    outcome = run(planted(defect.plan), phases=("stateful",), max_examples=0)
    finding = next(each for each in outcome.findings if each.check == "not_removed")
    generated = finding.exchange.params["SessionId"]
    script = script_of(finding, "http://127.0.0.1:1")
    assert generated not in script
    assert "SessionId=made_" in script
    assert f"AppId={finding.exchange.params['AppId']!r}" in script
