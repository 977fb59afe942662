"""Runs against targets that give secrets away: no report may show them, in any encoding."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from shapeproof.report.interface import ReportContext
from shapeproof.report.masking.encodings import encodings
from shapeproof.report.reports import open_reports
from shapeproof.report.terminal import TerminalReporter
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

from .report_samples import BASE_URL, CONTRACT

Environ = dict[str, Any]
Leak = Callable[[Environ, bytes], tuple[int, list[tuple[str, str]], bytes]]
SECRET = 'top/s3cret+"Ü'
FORMATS = ("json", "jsonl", "junit", "markdown")


def leaky_app(leak: Leak) -> Callable[..., Iterable[bytes]]:
    def app(environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status, headers, answer = leak(environ, body)
        start_response(f"{status} X", [("Content-Type", "application/json"), *headers])
        return [answer]

    return app


def reports_of(leak: Leak, tmp_path: Path, **plan: Any) -> dict[str, str]:
    """All reports of a run, by format."""
    target = WsgiTarget(leaky_app(leak), "leaky")
    runner = Runner(CONTRACT, codec_for("rest-json", "vault"), target, Plan(**plan))
    context = ReportContext(contract=CONTRACT, base_url=BASE_URL, verbose=True, color=False)
    stdout, stderr = io.StringIO(), io.StringIO()
    with open_reports([f"{each}={tmp_path}/{each}" for each in FORMATS], context, {}) as reports:
        reports.attach(TerminalReporter(reports.collected, stdout, stderr))
        for event in runner.events():
            reports.handle(event)
    texts = {each: (tmp_path / each).read_text(encoding="utf-8") for each in FORMATS}
    assert json.loads(texts["json"])["findings"]
    return texts | {"terminal": stdout.getvalue(), "progress": stderr.getvalue()}


def leaks(texts: dict[str, str], secret: str) -> list[tuple[str, str]]:
    """Where a secret is shown, and how."""
    return [
        (form, each)
        for form, text in texts.items()
        for each in (*encodings(secret), json.dumps(secret)[1:-1])
        if each in text or each in json.dumps(text)
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "leak",
    [
        pytest.param(secret_leak, id=name)
        for name, secret_leak in {
            "members": lambda secret: (200, [], {}),
            "another member": lambda secret: (200, [], {"secretId": secret, "note": secret}),
            "a key": lambda secret: (200, [], {secret: 1, "map": {secret: {secret: "x"}}}),
            "a header": lambda secret: (200, [("X-Leak", secret.encode().hex())], {}),
            "a list": lambda secret: (200, [], {"other": ["x", [f"<{secret}>", 1]]}),
            "an error": lambda secret: (400, [], {"__type": "NotFound", "message": f"no {secret}"}),
            "a crash": lambda secret: (
                500, [], {"__type": "Oops", "trace": [repr(secret), f"at {secret}"]}
            ),
            "hexadecimal": lambda secret: (200, [], {"note": secret.encode().hex().upper()}),
            "base64": lambda secret: (
                200,
                [],
                {"note": [base64.b64encode(before + secret.encode() + b"}").decode()
                          for before in (b"", b"{", b"{{")]},
            ),
            "base64 for URLs": lambda secret: (
                200, [], {"note": base64.urlsafe_b64encode(f"xy{secret}>".encode()).decode()}
            ),
            "a URL": lambda secret: (200, [], {"url": "/a?p=top%2fs3cret%2b%22%c3%9c&q"}),
        }.items()
    ],
)  # fmt: skip
def test_secrets_that_a_target_returns_are_shown_nowhere(
    leak: Callable[[str], tuple[int, list[tuple[str, str]], dict[str, Any]]], tmp_path: Path
) -> None:
    def answer(environ: Environ, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        status, headers, members = leak(SECRET)
        whole = {"secretId": 5, "pass_word": SECRET, **members}
        return status, headers, json.dumps(whole).encode()

    texts = reports_of(
        answer,
        tmp_path,
        phases=("coverage",),
        operations=("PutSecret", "GetSecret"),
        strict_coverage=True,  # a server that fails on everything may have none of them
    )

    assert leaks(texts, SECRET) == []
    assert all("***" in texts[form] for form in ("json", "jsonl", "terminal"))


@pytest.mark.parametrize("escape", [r"\/", r"\u002f", r"\u002F"])
def test_secrets_with_escaped_characters_are_shown_nowhere(escape: str, tmp_path: Path) -> None:
    secret = "top/s3cret"
    text = json.dumps({"secretId": 5, "pass_word": secret, "x": {secret: [secret]}})
    answer = text.replace("/", escape).encode()

    texts = reports_of(
        lambda *_: (200, [], answer), tmp_path, phases=("coverage",), operations=("GetSecret",)
    )

    assert leaks(texts, secret) == []
    assert not any(f"top{escape}s3cret" in each for each in texts.values())


@pytest.mark.slow
def test_values_that_shapeproof_generates_stay_readable(tmp_path: Path) -> None:
    def echo(environ: Environ, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        try:
            sent = json.loads(body or b"{}")
        except ValueError:
            sent = {}
        password = sent.get("pass_word") if isinstance(sent, dict) else None
        return 200, [], json.dumps({"secretId": 5, "pass_word": password}).encode()

    texts = reports_of(
        echo, tmp_path, phases=("coverage", "fuzz"), max_examples=10, robustness=True
    )

    assert not any("***" in each for each in texts.values())
    findings = json.loads(texts["json"])["findings"]
    assert any('"pass_word":' in each["reproduce"]["curl"] for each in findings)
    assert any("/Password" in each["where"] for each in findings)


@pytest.mark.slow
def test_values_of_a_strategy_of_the_user_are_secrets(tmp_path: Path) -> None:
    folder = tmp_path / "strategies"
    folder.mkdir()
    (folder / "vault.py").write_text(
        "from hypothesis import strategies as st\n"
        "from shapeproof.generate.domain import domain\n"
        "values = domain('vault')\n"
        "values.members({'Password': st.just('of-the-user'), 'Note': st.just('plain-note')})\n"
    )

    def answer(environ: Environ, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        both = b"of-the-user" in body and b"plain-note" in body
        return 500 if both else 200, [], json.dumps({"note": body.decode()}).encode()

    texts = reports_of(
        answer,
        tmp_path,
        phases=("coverage", "fuzz"),
        operations=("PutSecret",),
        strategies=(folder,),
        max_examples=20,
    )

    assert leaks(texts, "of-the-user") == []
    crashes = [
        each
        for each in json.loads(texts["json"])["findings"]
        if "plain-note" in each["request"]["body"]
    ]
    assert crashes
    assert all(json.loads(each["request"]["body"])["pass_word"] == "***" for each in crashes)
