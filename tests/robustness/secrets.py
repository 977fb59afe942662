"""Credentials around a run: they are never read, and never shown."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.programs import environment

from .interface import TRACES, Expected, Outcome, Trial, ends

_FAMILY = "secrets"
KEY = "AKIAPOISONED00000001"
SECRET = "poisoned/Secret+Key/of/the/User"
_PASSWORD = "poisoned-password"
_REPORTS = tuple(
    word
    for form in ("har", "html", "json", "jsonl", "junit", "markdown", "sarif")
    for word in ("--report", f"{form}=report.{form}")
)
_WATCHER = """
import os, sys
FOLDER = os.environ["POISONED"]
def hook(event, arguments):
    found = ""
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.fsdecode(arguments[0])
        if path.startswith(FOLDER + "/home") or "/.aws" in path:
            found = "opens " + path
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = str(arguments[1][0])
        if host not in ("127.0.0.1", "::1", "localhost"):
            found = "connects to " + host
    elif event == "socket.getaddrinfo" and str(arguments[0]).startswith(("169.254.", "poisoned")):
        found = "looks up " + str(arguments[0])
    if found:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with os.fdopen(os.open(FOLDER + "/seen.txt", flags), "a") as file:
            file.write(found + "\\n")
        if found.startswith("opens"):
            raise PermissionError(found)
sys.addaudithook(hook)
"""
_DRIVER = """
import json, os, sys
json.dump(dict(os.environ), open("driver.json", "w"))
for line in sys.stdin:
    call = json.loads(line)
    print(json.dumps({"id": call["id"], "unsupported": True}), flush=True)
"""
_TESTS = """
import boto3, moto

@moto.mock_aws
def test_calls():
    client = boto3.client("secretsmanager", region_name="us-east-1")
    client.create_secret(Name="x", SecretString="{secret}")
    assert client.get_secret_value(SecretId="x")["SecretString"] == "{secret}"
"""


@contextmanager
def poisoned(folder: Path) -> Iterator[Mapping[str, str]]:
    """A home whose AWS files are pipes, which block whoever opens them; a hook that notes it."""
    aws = folder / "home" / ".aws"
    aws.mkdir(parents=True)
    for name in ("config", "credentials", "token"):
        os.mkfifo(aws / name)
    watcher = folder / "watcher"
    watcher.mkdir()
    (watcher / "sitecustomize.py").write_text(_WATCHER, encoding="utf-8")
    (folder / "driver.py").write_text(_DRIVER, encoding="utf-8")
    (folder / "test_calls.py").write_text(_TESTS.format(secret=SECRET), encoding="utf-8")
    path = os.pathsep.join((str(watcher), environment()["PYTHONPATH"]))
    yield {"folder": str(folder), "aws": str(aws), "path": path, "python": sys.executable}


ENVIRONMENT = {
    "PYTHONPATH": "{path}",
    "POISONED": "{folder}",
    "HOME": "{folder}/home",
    "AWS_ACCESS_KEY_ID": KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_SESSION_TOKEN": SECRET,
    "AWS_BEARER_TOKEN_BEDROCK": SECRET,
    "AWS_PROFILE": "poisoned-profile",
    "AWS_DEFAULT_PROFILE": "poisoned-profile",
    "AWS_CONFIG_FILE": "{aws}/config",
    "AWS_SHARED_CREDENTIALS_FILE": "{aws}/credentials",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "{aws}/token",
    "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/poisoned-role",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/poisoned",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": SECRET,
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{aws}/token",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://169.254.169.254/poisoned",
    "AWS_ENDPOINT_URL": "http://poisoned.invalid",
    "AWS_REGION": "poisoned-region-1",
    "AWS_DEFAULT_REGION": "poisoned-region-1",
    "HTTP_PROXY": "http://poisoned.invalid",
    "HTTPS_PROXY": "http://poisoned.invalid",
}
"""All places where an SDK looks for credentials, each of them a trap."""


def nothing_read(folder: Path, outcome: Outcome) -> Iterable[str]:
    """No trap was touched, and nothing that was written shows what was in them."""
    seen = folder / "seen.txt"
    if seen.exists():
        yield from sorted(set(seen.read_text(encoding="utf-8").splitlines()))
    written = {each.name: each.read_bytes() for each in folder.glob("report.*")}
    texts = {**written, "its output": outcome.said.encode()}
    for name, data in texts.items():
        yield from (
            f"{word} is in {name}" for word in (KEY, SECRET, "poisoned-") if word.encode() in data
        )


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


def _trap(name: str, *arguments: str, inspect: object = nothing_read, module: str = "") -> Trial:
    return Trial(
        _FAMILY,
        f"poisoned credentials: {name}",
        (*arguments,),
        Expected(ends(0, 1, 2, 3), seconds=180, peak_mb=1_500),
        poisoned,
        inspect=inspect,  # type: ignore[arg-type]
        module=module or "shapeproof",
        environment=ENVIRONMENT,
    )


_KEYS = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": SECRET}
_SHORT = ("--phases", "coverage", "--max-requests", "300", "--seed", "1", "--time-limit", "60")
_ADDRESS = f"bob:{_PASSWORD}@127.0.0.1:9"
ADDRESSES = (
    f"http://{_ADDRESS}",
    f"http://{_ADDRESS}/path?query=1",
    f"http://bob:{_PASSWORD}@127.0.0.1:port",
    f"http://bob:{_PASSWORD}@no.such.host.invalid",
    f"http://bob:{_PASSWORD}@192.0.2.1/",
    f"http://bob:{_PASSWORD}@mq.us-east-1.amazonaws.com",
    f"http://bob:x/{_PASSWORD}@127.0.0.1:9",
    f"http://bob:x@{_PASSWORD}@127.0.0.1:9",
    f"ftp://{_ADDRESS}",
    _ADDRESS,
)
"""URLs that cannot be tested, with a password."""

TRIALS = (
    _trap("moto", "server", "mq", "--moto", *_SHORT, *_REPORTS),
    _trap("the bundled mock", "server", "amplifybackend", *_SHORT, *_REPORTS),
    _trap("boto3 as the client", "client", "mq", "--boto3", *_SHORT, *_REPORTS),
    _trap(
        "a driver", "client", "mq", "--driver", "{python} driver.py", *_SHORT, *_REPORTS,
        inspect=nothing_handed_on,
    ),
    _trap("the contract", "contract", "show", "mq"),
    _trap("the list of contracts", "contract", "list"),
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
    *(
        Trial(
            _FAMILY,
            f"a password in {number}: {url.partition(':')[0]} {len(url)}",
            ("server", "mq", url, *_REPORTS),
            Expected(ends(2), never=(*TRACES, _PASSWORD, "bob"), seconds=90),
        )
        for number, url in enumerate(ADDRESSES)
    ),
)  # fmt: skip
