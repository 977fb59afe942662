"""Reports show signatures that are the same in every run, and nothing of a user's keys."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from shapeproof.exchange import HttpRequest
from shapeproof.report.interface import ReportContext
from shapeproof.report.masking.encodings import encodings
from shapeproof.report.reports import open_reports
from shapeproof.report.signatures import stamps, without_stamps
from shapeproof.report.terminal import TerminalReporter
from shapeproof.run.plan import Plan
from shapeproof.run.server.access import ServerAccess
from shapeproof.run.server.runner import Runner
from shapeproof.targets.signing import DUMMY_KEYS, Credentials, RequestSigner
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

from .report_samples import BASE_URL, CONTRACT

MINE = Credentials("AKID+MINE", 'top/s3cret+"')
FORMATS = ("json", "jsonl", "junit", "markdown")


def repeating(secret: str = "") -> Callable[..., Iterable[bytes]]:
    """A server whose answers are wrong, and say what was sent, and a secret."""

    def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        said = [environ.get("HTTP_AUTHORIZATION"), environ.get("HTTP_X_AMZ_DATE"), secret]
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"secretId": 5, "message": said}).encode()]

    return app


def reports_of(keys: Credentials, folder: Path, clock: float, secret: str = "") -> dict[str, str]:
    target = WsgiTarget(repeating(secret), "repeating")
    plan = Plan(phases=("coverage",), operations=("GetSecret",))
    runner = Runner(CONTRACT, codec_for("rest-json"), target, plan, access=ServerAccess(keys))
    runner.signer = RequestSigner(CONTRACT, WsgiTarget.place, keys, lambda: clock)
    context = ReportContext(contract=CONTRACT, base_url=BASE_URL, verbose=True, color=False)
    stdout, stderr = io.StringIO(), io.StringIO()
    folder.mkdir()
    with open_reports([f"{each}={folder}/{each}" for each in FORMATS], context, {}) as reports:
        reports.attach(TerminalReporter(reports.collected, stdout, stderr))
        for event in runner.events():
            reports.handle(event)
    texts = {each: (folder / each).read_text(encoding="utf-8") for each in FORMATS}
    return texts | {"terminal": stdout.getvalue(), "progress": stderr.getvalue()}


def test_a_user_s_keys_are_shown_nowhere(tmp_path: Path) -> None:
    texts = reports_of(MINE, tmp_path / "a", 1_700_000_000, MINE.secret_key)

    shown = {
        (form, each)
        for form, text in texts.items()
        for secret in MINE.secrets
        for each in encodings(secret)
        if each in text
    }
    assert shown == set()
    assert all(json.loads(texts["json"])["findings"])


def test_time_and_keys_make_no_difference(tmp_path: Path) -> None:
    one = json.loads(reports_of(MINE, tmp_path / "a", 1_700_000_000)["json"])
    other = json.loads(reports_of(DUMMY_KEYS, tmp_path / "b", 1_800_000_000)["json"])

    assert one["findings"]
    for record in (*one["findings"], *other["findings"]):
        signature = record["request"]["headers"]["Authorization"]
        assert signature.startswith(
            f"AWS4-HMAC-SHA256 Credential={DUMMY_KEYS.access_key}/20200811/"
        )
        assert record["request"]["headers"]["X-Amz-Date"] == "20200811T000000Z"
        assert signature in record["reproduce"]["curl"]
        # The key that is repeated there is masked.
        del record["response"], record["actual"], record["group"]
    assert one["findings"] == other["findings"]


@pytest.mark.parametrize(
    "value", ["", "Bearer abc", "AWS4-HMAC-SHA256 Credential=test/x", "AWS4-HMAC-SHA256 odd"]
)
def test_what_is_no_signature_stays(value: str) -> None:
    request = HttpRequest("GET", "/", (("Authorization", value),))

    assert without_stamps(request) == request
    assert stamps(request) == ()
