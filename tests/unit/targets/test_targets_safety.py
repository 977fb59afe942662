"""Which addresses may be sent to. Nothing here asks a name server."""

import json
import socket
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage, ForbiddenTarget, UnreachableTarget
from shapeproof.exchange import HttpRequest
from shapeproof.targets.http_endpoint import HttpTarget
from shapeproof.targets.safety import checked_endpoint

from .hostile import response, serving

NUMERIC = {
    "127.0.0.1": ["127.0.0.1"],
    "127.1": ["127.0.0.1"],
    "2130706433": ["127.0.0.1"],
    "0x7f.1": ["127.0.0.1"],
    "127.9.9.9": ["127.9.9.9"],
    "::1": ["::1"],
    "0.0.0.0": ["0.0.0.0"],
    "::": ["::"],
    "10.0.0.1": ["10.0.0.1"],
    "192.168.1.1": ["192.168.1.1"],
    "169.254.169.254": ["169.254.169.254"],
    "134744072": ["8.8.8.8"],
    "::ffff:8.8.8.8": ["::ffff:8.8.8.8"],
    "fe80::1": ["fe80::1%1"],
}
NAMES = {
    "localhost": ["127.0.0.1", "::1"],
    "localhost.localdomain": ["127.0.0.1"],
    "mock.test": ["127.0.0.1"],
    "two.test": ["::1", "127.0.0.1", "127.0.0.1"],
    "half.test": ["127.0.0.1", "203.0.113.7"],
    "evil.example": ["203.0.113.7"],
    "evil.localhost": ["203.0.113.7"],
    "127.0.0.1.nip.example": ["203.0.113.7"],
    "amazonaws.com.evil.example": ["127.0.0.1"],
    "notamazonaws.com": ["127.0.0.1"],
    "my_mock": ["127.0.0.1"],
}


@pytest.fixture(autouse=True)
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that were resolved; only a few names exist."""
    names: list[str] = []

    def getaddrinfo(host: str, *_: Any, **__: Any) -> list[Any]:
        names.append(host)
        found = {**NUMERIC, **NAMES}.get(host)
        if found is None:
            raise socket.gaierror(-2, "Name or service not known")
        return [(0, 0, 0, "", (address, 0)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return names


LOOPBACK = [
    ("http://127.0.0.1:5000", "127.0.0.1", 5000, ("127.0.0.1",)),
    ("http://127.0.0.1", "127.0.0.1", 80, ("127.0.0.1",)),
    ("https://127.0.0.1/", "127.0.0.1", 443, ("127.0.0.1",)),
    ("HTTP://127.0.0.1:1", "127.0.0.1", 1, ("127.0.0.1",)),
    ("http://127.9.9.9:65535", "127.9.9.9", 65535, ("127.9.9.9",)),
    ("http://127.1:80", "127.1", 80, ("127.0.0.1",)),
    ("http://2130706433/", "2130706433", 80, ("127.0.0.1",)),
    ("http://0x7f.1/", "0x7f.1", 80, ("127.0.0.1",)),
    ("http://[::1]:5000", "::1", 5000, ("::1",)),
    ("http://localhost:5000", "localhost", 5000, ("127.0.0.1", "::1")),
    ("http://LOCALHOST.:5000", "localhost", 5000, ("127.0.0.1", "::1")),
    ("http://unknown.localhost", "unknown.localhost", 80, ("127.0.0.1", "::1")),
    ("http://localhost.localdomain", "localhost.localdomain", 80, ("127.0.0.1",)),
    ("http://two.test", "two.test", 80, ("::1", "127.0.0.1")),
    ("http://my_mock", "my_mock", 80, ("127.0.0.1",)),
    ("http://user:secret@127.0.0.1", "127.0.0.1", 80, ("127.0.0.1",)),
    ("http://evil.example@127.0.0.1", "127.0.0.1", 80, ("127.0.0.1",)),
    ("http://evil.example\\@127.0.0.1", "127.0.0.1", 80, ("127.0.0.1",)),
    ("http://127.0.0.1#@evil.example/", "127.0.0.1", 80, ("127.0.0.1",)),
    ("http://127.0.0.1?@evil.example/", "127.0.0.1", 80, ("127.0.0.1",)),
    ("http://amazonaws.com.evil.example", "amazonaws.com.evil.example", 80, ("127.0.0.1",)),
    ("http://notamazonaws.com", "notamazonaws.com", 80, ("127.0.0.1",)),
]


@pytest.mark.parametrize(("url", "host", "port", "addresses"), LOOPBACK)
def test_loopback(url: str, host: str, port: int, addresses: tuple[str, ...]) -> None:
    found = checked_endpoint(url, allow_remote=False)
    assert (found.host, found.port, found.addresses) == (host, port, addresses)


REMOTE = [
    "http://10.0.0.1",
    "http://192.168.1.1:5000",
    "http://169.254.169.254/latest",
    "http://0.0.0.0:5000",
    "http://[::]:5000",
    "http://134744072",
    "http://[::ffff:8.8.8.8]",
    "http://[fe80::1]",
    "http://evil.example",
    "http://half.test",
    "http://evil.localhost",
    "http://127.0.0.1.nip.example",
    "http://127.0.0.1@evil.example/",
    "http://127.0.0.1:80@evil.example/",
    "http://127.0.0.1%2F@evil.example/",
    "http://localhost@evil.example/",
    "http://evil.example/127.0.0.1",
    "http://evil.example?127.0.0.1",
]


@pytest.mark.parametrize("url", REMOTE)
def test_remote_hosts_need_a_word(url: str) -> None:
    with pytest.raises(ForbiddenTarget, match="--allow-remote"):
        checked_endpoint(url, allow_remote=False)
    assert checked_endpoint(url, allow_remote=True).addresses


AWS = [
    "https://amplifybackend.us-east-1.amazonaws.com",
    "https://AmplifyBackend.US-EAST-1.AmazonAWS.com/",
    "https://amplifybackend.us-east-1.amazonaws.com./",
    "https://amplifybackend.us-east-1.amazonaws.com../",
    "https://amplifybackend.cn-north-1.amazonaws.com.cn",
    "https://amplifybackend.us-east-1.api.aws:443/x",
    "https://x.lambda-url.us-east-1.on.aws",
    "https://console.aws.amazon.com",
    "https://amazonaws.com",
    "http://127.0.0.1@s3.amazonaws.com/",
    "http://localhost:80@s3.amazonaws.com/",
    "https://s3．amazonaws．com",
    "https://s3。amazonaws。com",
    "https://s3.ａmazonaws.com",
    "https://s3.amazonaws.com:8443",
]


@pytest.mark.parametrize("allow_remote", [False, True])
@pytest.mark.parametrize("url", AWS)
def test_never_aws(url: str, allow_remote: bool, resolved: list[str]) -> None:
    with pytest.raises(ForbiddenTarget, match="AWS itself"):
        checked_endpoint(url, allow_remote=allow_remote)
    assert resolved == [], "not even its name is looked up"


def test_no_partition_is_forgotten() -> None:
    text = files("botocore").joinpath("data/partitions.json").read_text()
    outputs = [partition["outputs"] for partition in json.loads(text)["partitions"]]
    suffixes = {out[key] for out in outputs for key in ("dnsSuffix", "dualStackDnsSuffix")}
    assert len(suffixes) > 8
    for suffix in suffixes:
        with pytest.raises(ForbiddenTarget):
            checked_endpoint(f"https://mq.x.{suffix}", allow_remote=True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:5000",
        "localhost",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "//127.0.0.1",
        "http://",
        "http:///x",
        "http://:5000",
        "http://@/",
        "http://127.0.0.1:0",
        "http://127.0.0.1:65536",
        "http://127.0.0.1:-1",
        "http://127.0.0.1:x",
        "http://[::1",
        "http://[x]",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_http_url(url: str, resolved: list[str]) -> None:
    for allow_remote in (False, True):
        with pytest.raises(BadUsage):
            checked_endpoint(url, allow_remote=allow_remote)
    assert resolved == []


@pytest.mark.parametrize(
    "url",
    [
        "bob:hunter22@127.0.0.1:1",
        "//bob:hunter22@127.0.0.1:1",
        "http:/bob:hunter22@127.0.0.1:1",
        "ftp://bob:hunter22@127.0.0.1",
        "http://bob:hunter22@127.0.0.1:x",
        "http://bob:hunt/er22@127.0.0.1",
        "http://bob:hunter22@[::1",
    ],
)
def test_errors_show_no_password(url: str) -> None:
    with pytest.raises(BadUsage) as caught:
        checked_endpoint(url, allow_remote=False)
    assert "er22" not in str(caught.value)
    assert "bob" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://no.such.host", "http://a..b", f"http://{'x' * 300}", "http://s3%2eexample"]
)
def test_names_that_do_not_resolve(url: str) -> None:
    for allow_remote in (False, True):
        with pytest.raises(UnreachableTarget, match="does not resolve"):
            checked_endpoint(url, allow_remote=allow_remote)


def test_a_name_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere by the time of the request leads nowhere else."""
    addresses = iter(["127.0.0.1"])

    def getaddrinfo(host: str, port: int | None, *_: Any, **__: Any) -> list[Any]:
        address = next(addresses) if host == "mock.test" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    with serving(lambda caller: (caller.read(), caller.send(response()))) as server:
        target = HttpTarget(f"http://mock.test:{server.port}")
        for _ in range(3):
            assert target.send(HttpRequest("GET", "/")).status == 200
        target.close()
    assert server.calls == 3


Check = Callable[[str], Any]


@pytest.mark.parametrize("url", ["http://evil.example", "http://s3.amazonaws.com", "x"])
def test_a_target_is_checked_when_it_is_made(url: str) -> None:
    with pytest.raises((ForbiddenTarget, BadUsage)):
        HttpTarget(url)
