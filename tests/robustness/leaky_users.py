"""A driver and a test suite that show a secret wherever they can."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.leaks import shown_among

from .interface import Outcome

SECRET = 'Le/HiddenByLeaks+31"<é'
"""A secret of the user's environment, or one that the user's tests send."""
_HIDDEN = ("HiddenByLeaks",)
_LEAKS = "leaks.txt"
"""What the driver has done, a line each."""
_DRIVER = """
import base64, http.client, json, os, sys
from urllib.parse import quote, urlsplit
COUNT = 0
with open("credentials.py", encoding="utf-8") as file:
    KEY = file.read()

def done(what):
    # Other processes of this driver have done the rest.
    with open("leaks.txt", "a+") as file:
        print(what, file=file)
        file.seek(0)
        return len(file.readlines())

def sent(operation, params, secret):
    server = http.client.HTTPConnection(urlsplit(os.environ["SHAPEPROOF_ENDPOINT"]).netloc)
    odd = [
        {**params, "Name": f"it is {secret}"},
        {**params, secret: secret},
        {"SecretString": [secret], "SecretId": {secret: 1}},
        {**params, "SecretId": base64.b64encode(secret.encode()).decode()},
    ][COUNT % 4] if secret else params
    fields = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"secretsmanager.{operation}",
        **({"X-Debug": quote(secret)} if secret else {}),
    }
    server.request("POST", f"/?debug={quote(secret)}" if secret else "/", json.dumps(odd), fields)
    return server.getresponse().read().decode("utf-8", "replace")

for line in sys.stdin:
    call = json.loads(line)
    params = call["params"]
    secret = KEY
    COUNT += 1
    if COUNT < 4:
        sent(call["operation"], params, None)
        print(json.dumps({"id": call["id"], "ok": True, "output": {}}), flush=True)
        continue
    deed = done("sends") // 2 % 4
    print("debug: sends", secret, file=sys.stderr, flush=True)
    answer = sent(call["operation"], params, secret)
    if deed == 3:
        done("raises")
        raise RuntimeError(f"cannot send {secret}")
    if deed == 0:
        done("answers")
        result = {"ok": True, "output": {"Name": secret, "ARN": [secret], secret: secret}}
    elif deed == 1:
        done("refuses")
        error = {"kind": "validation", "code": secret, "message": f"bad value {secret!r}"}
        result = {"ok": False, "error": {**error, "fields": {secret: secret}}}
    else:
        done("is no answer")
        result = {"ok": False, "error": {"kind": secret}}
    print(json.dumps({"id": call["id"], **result}), flush=True)
"""
_TESTS = """
import json
import boto3, pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config

SECRET = {secret!r}

class Raw:
    def __init__(self, data):
        self.data = data

    def stream(self, **_):
        yield self.data

def client_with(status, body):
    def send(request, **_):
        headers = {{"Content-Type": "application/x-amz-json-1.1", "X-Note": "has it"}}
        return AWSResponse(request.url, status, headers, Raw(body))
    return client_that(send)

def client_that(sends):
    client = boto3.client(
        "secretsmanager", region_name="us-east-1", config=Config(retries={{"max_attempts": 0}}),
        aws_access_key_id="x", aws_secret_access_key="y",
    )
    client.meta.events.register("before-send.secretsmanager", sends)
    return client

def test_an_answer():
    body = {{"SecretString": SECRET, "Name": [f"<{{SECRET}}>"], SECRET: {{SECRET: SECRET}}}}
    client_with(200, json.dumps(body).encode()).get_secret_value(SecretId="x")

def test_what_was_sent_comes_back():
    body = json.dumps({{"Name": {{"k": SECRET}}, "VersionId": SECRET, "Extra": SECRET}})
    client_with(200, body.encode()).put_secret_value(SecretId="x", SecretString=SECRET)

@pytest.mark.parametrize("status", [400, 500])
def test_an_error(status):
    body = json.dumps({{"__type": "No" + SECRET, "message": f"wrong: {{SECRET!r}}", "X": [SECRET]}})
    client = client_with(status, body.encode())
    with pytest.raises(client.exceptions.ClientError):
        client.put_secret_value(SecretId="x", SecretString=SECRET)

def test_an_exception_of_a_fake():
    def crash(request, **_):
        raise NotImplementedError(f"cannot keep {{SECRET}}")

    with pytest.raises(NotImplementedError):
        client_that(crash).put_secret_value(SecretId="x", SecretString=SECRET)
"""


@contextmanager
def leaky_driver(folder: Path) -> Iterator[Mapping[str, str]]:
    """A driver that has found a key of the user's, sends it in odd places, and shows it."""
    (folder / "credentials.py").write_text(SECRET, encoding="utf-8")
    (folder / "driver.py").write_text(_DRIVER, encoding="utf-8")
    yield {"python": sys.executable}


@contextmanager
def leaky_tests(folder: Path) -> Iterator[Mapping[str, str]]:
    """Tests whose fake quotes their secret in answers, errors and exceptions."""
    (folder / "test_leaks.py").write_text(_TESTS.format(secret=SECRET), encoding="utf-8")
    yield {}


def all_leaks_hidden(folder: Path, outcome: Outcome) -> Iterable[str]:
    """Everything that leaks was done, and no output shows the secret."""
    done = (folder / _LEAKS).read_text(encoding="utf-8") if (folder / _LEAKS).exists() else ""
    for each in ("sends", "raises", "answers", "refuses", "is no answer"):
        if each not in done:
            yield f"the driver never {each}"
    yield from _hidden(folder, outcome, ("actual", "request"))


def findings_hide_it(folder: Path, outcome: Outcome) -> Iterable[str]:
    """Findings quote the secret in messages and reproductions, and show stars in its place."""
    yield from _hidden(folder, outcome, ("message", "actual", "request", "response", "reproduce"))


def _hidden(folder: Path, outcome: Outcome, parts: Iterable[str]) -> Iterable[str]:
    """No file and no output shows the secret; these parts of findings show that it was there."""
    findings = json.loads((folder / "report.json").read_text(encoding="utf-8"))["findings"]
    for part in parts:
        if not any("***" in json.dumps(each.get(part)) for each in findings):
            yield f"no finding quotes the secret in its {part}"
    written = [each for each in folder.rglob("*") if each.suffix not in (".py", ".pyc")]
    texts = {each.name: each.read_text("utf-8", "replace") for each in written if each.is_file()}
    for name, text in {**texts, "its output": outcome.said}.items():
        yield from (f"{each} is in {name}" for each in shown_among(text, _HIDDEN))
