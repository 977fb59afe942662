"""HAR of a run: valid, complete while the run goes, without secrets, and read by 'traffic'."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Exchange, Finding, HttpRequest, HttpResponse
from shapeproof.exchange.events import FindingFound, RunStarted
from shapeproof.exchange.listeners import ExchangeListeners, TimedExchange
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.report.har.formats import HAR
from shapeproof.report.interface import OutputFile, Reporter
from shapeproof.run.traffic import TrafficRun
from shapeproof.run.traffic.contracts import TrafficContracts
from tests.support.public_schemas import har_validator, needs_har_schema
from tests.unit.run.run_servers import Call, Forward, Server, edited, runner

from ..report_samples import CONTEXT, STARTED, collected, finding, ping, put_exchange

NASTY = '</script><script>alert(1)</script>\x00\x1b[31m\u202e\ud800é💥\\"'
SECRET = "hunter2-hunter2"
SIGNED = (
    "AWS4-HMAC-SHA256 Credential=AKIAREAL/20260101/us-east-1/vault/aws4_request, "
    "SignedHeaders=host, Signature=" + "ab" * 32
)


class Archived:
    """A HAR reporter with a run that it listens to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.exchanges = ExchangeListeners()
        output = OutputFile.open(f"har={path}", path)
        self.reporter: Reporter = HAR.open(output, collected([]))
        self.started: RunStarted = replace(
            STARTED, exchanges=self.exchanges, secrets=SecretValues(CONTEXT.contract)
        )
        self.reporter.handle(self.started)

    def heard(self, exchange: Exchange, case: str = "", seconds: float = 0.25) -> None:
        self.exchanges.heard(TimedExchange(exchange, 1_700_000_000.5, seconds, case))

    def found(self, *findings: Finding) -> None:
        for each in findings:
            self.reporter.handle(FindingFound(each))

    def closed(self) -> list[Any]:
        self.reporter.close()
        document = json.loads(self.path.read_text(encoding="utf-8"))
        entries: list[Any] = document["log"]["entries"]
        return entries


@pytest.fixture
def archived(tmp_path: Path) -> Archived:
    return Archived(tmp_path / "run.har")


def nasty() -> list[Exchange]:
    octets = bytes(range(256))
    headers = (("X-" + "é", NASTY), ("Content-Type", "text/\x00"))
    return [
        ping(NASTY.encode("utf-8", "surrogatepass"), HttpResponse(200, headers, octets)),
        ping(octets, HttpResponse(599, (), b"")),
        replace(ping(), response=None, failure=f"reset: {NASTY}"),
        replace(ping(), request=HttpRequest("GET", "/ping?a=%00&b&=c&a=%ff#x", headers, b"")),
        ping(b"{}", HttpResponse(302, (("location", "/else"), ("Set-Cookie", "a=b")))),
    ]


def test_an_entry(archived: Archived) -> None:
    archived.heard(put_exchange({"Note": "n"}, answer=b'{"secretId":"s"}'), "PutSecret:minimal")
    (entry,) = archived.closed()
    assert entry["startedDateTime"] == "2023-11-14T22:13:20.500000+00:00"
    assert entry["time"] == entry["timings"]["wait"] == 250
    assert entry["request"]["url"] == "http://127.0.0.1:5000/vaults/v/secrets"
    assert entry["request"]["postData"]["text"] == '{"Note": "n"}'
    assert entry["response"]["content"]["text"] == '{"secretId":"s"}'
    assert entry["comment"] == "case PutSecret:minimal"


@needs_har_schema
def test_hostile_values_are_valid_under_the_schema(archived: Archived) -> None:
    for each in nasty():
        archived.heard(each, NASTY)
    archived.closed()
    har_validator().validate(json.loads(archived.path.read_text(encoding="utf-8")))


def test_bodies_come_back_byte_by_byte(archived: Archived) -> None:
    for each in nasty():
        archived.heard(each)
    entries = archived.closed()
    assert entries[0]["response"]["content"]["encoding"] == "base64"
    assert entries[1]["request"]["postData"]["encoding"] == "base64"
    assert entries[2]["response"]["status"] == 0
    assert "reset" in entries[2]["response"]["comment"]
    assert entries[4]["response"]["redirectURL"] == "/else"
    assert "a=b" not in json.dumps(entries)


def test_secrets_and_signatures_are_masked(archived: Archived) -> None:
    headers = (("Authorization", SIGNED), ("x-vault-token", SECRET), ("Cookie", "secret-cookie"))
    exchange = put_exchange({"Password": SECRET}, answer=f'{{"pass_word":"{SECRET}"}}'.encode())
    target = f"/vaults/v/secrets?key={SECRET}&X-Amz-Signature=abc123"
    archived.heard(
        replace(exchange, request=replace(exchange.request, headers=headers, target=target))
    )
    archived.heard(ping(b"", HttpResponse(200, (), f"said {SECRET}".encode())))
    archived.closed()
    text = archived.path.read_text(encoding="utf-8")
    for each in ("AKIAREAL", "abab", "secret-cookie", "abc123"):
        assert each not in text
    assert SECRET not in text.partition("said ")[0]
    assert "0" * 64 in text


def test_a_finding_is_named_where_it_is_shown(archived: Archived) -> None:
    exchanges = [ping(b"1"), ping(b"2"), ping(b"3")]
    for each in exchanges:
        archived.heard(each, "Ping:full")
    shown = finding(exchange=exchanges[1])
    other = finding(where="else", exchange=exchanges[1])
    last = finding(exchange=exchanges[2])
    archived.found(shown, shown, other, last)
    comments = [each["comment"] for each in archived.closed()]
    assert comments == [
        "case Ping:full",
        f"case Ping:full; finding {shown.id}; finding {other.id}",
        f"case Ping:full; finding {last.id}",
    ]


def test_a_killed_run_leaves_what_it_saw(archived: Archived) -> None:
    archived.heard(ping(b"1"))
    archived.heard(ping(b"2"))
    text = archived.path.read_text(encoding="utf-8")
    assert len(json.loads(text + "]}}")["log"]["entries"]) == 2


def test_threads_may_share_it(archived: Archived) -> None:
    def send() -> None:
        for _ in range(20):
            archived.heard(ping(b"x"))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert len(archived.closed()) == 80


def test_without_any_exchange_it_is_an_empty_archive(archived: Archived) -> None:
    assert archived.closed() == []


def test_what_comes_after_the_end_is_left_out(archived: Archived) -> None:
    archived.closed()
    archived.heard(ping())
    assert json.loads(archived.path.read_text(encoding="utf-8"))["log"]["entries"] == []


def test_a_full_disk_ends_the_report_and_not_the_run() -> None:
    archived = Archived(Path("/dev/full"))
    archived.heard(ping(b"1" * 100_000))
    with pytest.raises(BadUsage, match="cannot write /dev/full"):
        archived.found(finding())


@pytest.mark.slow
def test_traffic_finds_in_it_what_the_run_has_found(tmp_path: Path) -> None:
    def planted(call: Call, forward: Forward) -> HttpResponse:
        response = forward()
        is_token = call.operation == "CreateToken" and response.status == 200
        return edited(response, ttl=5) if is_token else response

    output = OutputFile.open("har", tmp_path / "run.har")
    reporter = HAR.open(output, collected([]))
    found = set()
    run = runner(Server(planted), "CreateToken", "GetToken", max_requests=150)
    for event in run.events():
        reporter.handle(event)
        if isinstance(event, FindingFound):
            found.add((event.finding.operation, event.finding.where))
    reporter.close()
    traffic = TrafficRun(TrafficContracts())
    again = {
        (each.operation, each.where)
        for entry in traffic.entries([output.path])
        for each in entry.findings
    }
    assert traffic.judged > 50
    assert not traffic.problems
    assert ("CreateToken", "response body /ttl") in again
    responses = {each for each in again if each[1].startswith("response")}
    assert responses <= found
