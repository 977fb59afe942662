"""The program that a client's finding comes with: it plays the replies to a real driver."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shapeproof.exchange import (
    After,
    ClientCase,
    ClientExchange,
    ClientFamily,
    ClientResult,
    Exchange,
    Finding,
    HttpRequest,
    HttpResponse,
    Outcome,
    Reply,
)
from shapeproof.generate.semantics import STAND_IN_ORIGIN
from shapeproof.report.masking.masker import Masker
from shapeproof.report.python_program import client_program

from .report_samples import CONTEXT, CONTRACT, finding, put_exchange, report_of

OPERATION = CONTRACT.operations["PutSecret"]
DRIVER = """
import json, os, sys, urllib.request, urllib.error
for line in sys.stdin:
    call = json.loads(line)
    request = urllib.request.Request(
        os.environ["SHAPEPROOF_ENDPOINT"] + "/called", json.dumps(call["params"]).encode()
    )
    for attempt in range(2):
        try:
            body = json.loads(urllib.request.urlopen(request, timeout=5).read())
            answer = {"ok": True, "output": body, "operation": call["operation"]}
            break
        except OSError as error:
            answer = {"ok": False, "error": {"kind": "transport", "message": str(error)}}
    print(json.dumps({"id": call["id"], **answer}), flush=True)
"""


def reply(body: bytes, status: int = 200, after: After = "keep") -> Reply:
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return Reply(head + body, HttpResponse(status, (), body), after)


def call(*replies: Reply, paginate: bool = False, **params: Any) -> ClientExchange:
    case = ClientCase(
        "PutSecret:x", "PutSecret", ClientFamily.REQUEST, "", params, replies, Outcome.OUTPUT,
        paginate=paginate,
    )  # fmt: skip
    return ClientExchange(case, (HttpRequest("POST", "/called"),), ClientResult(output={}))


def played(program: str, tmp_path: Path) -> str:
    driver, file = tmp_path / "driver.py", tmp_path / "finding.py"
    driver.write_text(DRIVER)
    file.write_text(program)
    done = subprocess.run(
        [sys.executable, file, sys.executable, driver],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("replies", "requests", "said"),
    [
        ((reply(b'{"secretId": "s"}'),), 1, '"output": {"secretId": "s"}'),
        ((reply(b"busy", 503), reply(b"{}")), 2, '"output": {}'),
        ((Reply(b"", after="reset"), reply(b"{}")), 2, '"output": {}'),
        ((Reply(b"", after="close"), reply(b"{}")), 2, '"output": {}'),
    ],
)
def test_a_driver_is_played_to(
    replies: tuple[Reply, ...], requests: int, said: str, tmp_path: Path
) -> None:
    output = played(client_program(call(*replies, Note="né"), OPERATION), tmp_path)

    sent, _, answer = output.partition("SAID")
    assert sent.count("SENT") >= requests
    assert '{"Note": "n\\u00e9"}' in sent
    assert said in answer


def test_all_pages_are_asked_for(tmp_path: Path) -> None:
    output = played(client_program(call(reply(b"{}"), paginate=True), OPERATION), tmp_path)
    assert '"operation": "$paginate:PutSecret"' in output


@pytest.mark.slow
def test_addresses_lead_to_the_program(tmp_path: Path) -> None:
    body = json.dumps({"url": f"{STAND_IN_ORIGIN}/q"}).encode()

    output = played(client_program(call(reply(body), Note=STAND_IN_ORIGIN), OPERATION), tmp_path)
    sent, _, answer = output.partition("SAID")
    assert STAND_IN_ORIGIN not in sent + answer
    assert re.search(r'"Note": "http://127\.0\.0\.1:\d+"', sent)
    assert re.search(r'"url": "http://127\.0\.0\.1:\d+/q"', answer)


def client_finding(one: ClientExchange, **more: Any) -> Finding:
    exchange = put_exchange(dict(one.case.params))
    return finding(operation="PutSecret", call=one, exchange=exchange, **more)


def test_a_report_holds_the_program_and_no_curl_line() -> None:
    (record,) = report_of(client_finding(call(reply(b"{}"), Note="n")))["findings"]

    assert record["reproduce"]["curl"] == ""
    compile(record["reproduce"]["python"], "finding.py", "exec")


def test_what_is_sensitive_is_masked_in_call_and_replies() -> None:
    answer = reply(b'{"secretId": "s", "pass_word": "hunter-of-old"}')
    one = client_finding(call(answer, reply(b"{}"), Password="hunter2", Note="open"))
    program = report_of(one)["findings"][0]["reproduce"]["python"]

    assert "hunter" not in program
    assert "open" in program
    masked = Masker(CONTEXT).finding(one).call
    assert masked is not None
    assert len(masked.case.replies[0].data) == len(answer.data)


def test_what_each_call_makes_anew_is_left_out() -> None:
    headers = (("Host", "127.0.0.1:1"), ("X-Amz-Date", "now"), ("Content-Type", "text/plain"))
    one = call(reply(b"{}"))
    exchange = Exchange("PutSecret", {}, HttpRequest("POST", "/", headers), HttpResponse(200))
    (record,) = report_of(finding(operation="PutSecret", call=one, exchange=exchange))["findings"]

    assert record["request"]["headers"] == {"Content-Type": "text/plain"}
