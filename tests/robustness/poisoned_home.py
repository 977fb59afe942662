"""A home in which all places where an SDK looks for credentials are traps."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.programs import environment

KEY = "AKIAPOISONED00000001"
SECRET = "poisoned/Secret+Key/of/the/User"
_WATCHER = """
import os, sys
FOLDER = os.environ["POISONED"]
LOCAL = ("127.0.0.1", "::1", "0.0.0.0", "localhost", "", None)
def hook(event, arguments):
    found = ""
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.fsdecode(arguments[0])
        ends = ("boto.cfg", ".boto")
        if path.startswith(FOLDER + "/home") or "/.aws" in path or path.endswith(ends):
            found = "opens " + path
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        if str(arguments[1][0]) not in LOCAL:
            found = "connects to " + str(arguments[1][0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        name = os.fsdecode(arguments[0]) if isinstance(arguments[0], bytes) else arguments[0]
        if name not in LOCAL:
            found = "looks up " + str(name)
    if found:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with os.fdopen(os.open(FOLDER + "/seen.txt", flags), "a") as file:
            file.write(found + "\\n")
        if found.startswith("opens"):
            raise PermissionError(found)
sys.addaudithook(hook)
open(FOLDER + "/watched.txt", "a").close()
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
_FAKES = """
import shapeproof

def test_calls():
    client = shapeproof.fake_client("mq")
    client.list_brokers()
    assert client.list_brokers.called
"""
_RECORDED = {
    "log": {
        "entries": [
            {
                "request": {
                    "method": "GET",
                    "url": "https://mq.us-east-1.amazonaws.com/v1/brokers",
                    "headers": [{"name": "X-Amz-Security-Token", "value": "poisoned-token"}],
                },
                "response": {
                    "status": 200,
                    "headers": [{"name": "Content-Type", "value": "application/json"}],
                    "content": {"text": '{"brokerSummaries": 1}'},
                },
            }
        ]
    }
}
"""Traffic, with a token in it."""


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
    (folder / "test_fakes.py").write_text(_FAKES, encoding="utf-8")
    (folder / "recorded.har").write_text(json.dumps(_RECORDED), encoding="utf-8")
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
    **{
        name: "http://poisoned.invalid"
        for proxy in ("http_proxy", "https_proxy", "all_proxy")
        for name in (proxy, proxy.upper())
    },
    "NO_PROXY": "poisoned.invalid",
    "no_proxy": "poisoned.invalid",
}
"""All places where an SDK looks for credentials, each of them a trap."""
