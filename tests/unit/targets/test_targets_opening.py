import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage, ShapeproofError
from shapeproof.exchange import HttpRequest
from shapeproof.targets.abandonable import AbandonableTarget
from shapeproof.targets.client import CallableClient
from shapeproof.targets.client.boto3_client import Boto3Client
from shapeproof.targets.client.driver_process import DriverProcess
from shapeproof.targets.http_endpoint import HttpTarget
from shapeproof.targets.opening import (
    Boto3Spec,
    CallableSpec,
    ClientSpec,
    DriverSpec,
    MockSpec,
    ServerSpec,
    TargetSpec,
    UrlSpec,
    WsgiSpec,
    client_spec,
    client_spec_of,
    open_target,
    server_spec,
)
from shapeproof.targets.wsgi_app import WsgiTarget

SERVICE = "amplifybackend"

MODULES = {
    "spl_good.py": "def app(environ, start):\n    return []\n\nclass Box:\n    inner = app\n",
    "spl_none.py": "app = None\n",
    "spl_syntax.py": "def app(:\n",
    "spl_raises.py": "raise RuntimeError('not today')\n",
    "spl_exits.py": "import sys\nsys.exit(4)\n",
    "spl_imports.py": "import no_such_module_at_all\n",
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, text in MODULES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "spl_package").mkdir()
    (tmp_path / "spl_package" / "web.py").write_text(MODULES["spl_good.py"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [each for each in sys.path if each])
    yield
    for name in [name for name in sys.modules if name.startswith("spl_")]:
        del sys.modules[name]


@pytest.mark.parametrize("name", ["spl_good:app", "spl_good:Box.inner", "spl_package.web:app"])
def test_what_can_be_named(name: str) -> None:
    target = open_target(WsgiSpec(name))
    assert target.address == name
    assert target.send(HttpRequest("GET", "/")).body == b""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "MODULE:APP"),
        ("spl_good", "MODULE:APP"),
        (":app", "MODULE:APP"),
        ("spl_good:", "MODULE:APP"),
        ("spl_good:nothing", "nothing"),
        ("spl_good:Box.nothing", "nothing"),
        ("spl_good:app:more", "app:more"),
        ("spl_none:app", "not callable"),
        ("spl_missing:app", "spl_missing"),
        ("spl_good.sub:app", "spl_good"),
        ("spl_syntax:app", "SyntaxError"),
        ("spl_raises:app", "RuntimeError: not today"),
        ("spl_exits:app", "SystemExit: 4"),
        ("spl_imports:app", "no_such_module_at_all"),
        (".relative:app", "--wsgi .relative:app"),
        ("..:app", "--wsgi ..:app"),
    ],
)
def test_what_cannot(name: str, words: str) -> None:
    with pytest.raises(BadUsage) as error:
        open_target(WsgiSpec(name))
    assert words in str(error.value)
    assert str(error.value).startswith(f"--wsgi {name}")
    assert "\n" not in str(error.value)


def app(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return []


SERVERS: list[tuple[ServerSpec, type, str, str]] = [
    (UrlSpec("http://127.0.0.1:5000"), HttpTarget, "http", "http://127.0.0.1:5000"),
    (WsgiSpec(app), WsgiTarget, "wsgi", f"{__name__}:app"),
    (WsgiSpec(f"{__name__}:app"), WsgiTarget, "wsgi", f"{__name__}:app"),
    (WsgiSpec(app, "my app"), WsgiTarget, "wsgi", "my app"),
    (MockSpec(SERVICE), WsgiTarget, "bundled", f"{SERVICE} mock"),
    (MockSpec("mq", moto=True), AbandonableTarget, "moto", "moto's mq"),
    (WsgiSpec(app, own_thread=True), AbandonableTarget, "wsgi", f"{__name__}:app"),
]


@pytest.mark.parametrize(("spec", "kind_of_target", "kind", "address"), SERVERS)
def test_servers(spec: ServerSpec, kind_of_target: type, kind: str, address: str) -> None:
    target = open_target(spec)

    assert isinstance(target, kind_of_target)
    assert (target.kind, target.address) == (kind, address)
    target.close()


def test_clients() -> None:
    own = CallableClient(lambda *_: {})

    assert open_target(client_spec_of(SERVICE, own)) is own  # type: ignore[arg-type]
    assert isinstance(open_target(client_spec_of(SERVICE, lambda *_: {})), CallableClient)
    assert isinstance(open_target(client_spec_of(SERVICE, f"{__name__}:app")), CallableClient)
    assert isinstance(open_target(client_spec_of(SERVICE, "boto3")), Boto3Client)
    assert isinstance(open_target(client_spec_of(SERVICE, "node driver.mjs")), DriverProcess)


async def asgi_app(scope: object, receive: object, send: object) -> None:
    """An application for another kind of server."""


class AsgiObject:
    """One that is an object, as those of frameworks are."""

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        """Answer nothing."""


class DerivedApp(AsgiObject):
    """One of a user."""


ASGI_OBJECT = DerivedApp()


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (UrlSpec("http://10.0.0.1"), ["10.0.0.1", "loopback", "add --allow-remote"]),
        (UrlSpec("http://10.0.0.1", remote_remedy="do that"), ["loopback address; do that"]),
        (UrlSpec("https://x.amazonaws.com"), ["AWS itself"]),
        (UrlSpec("nowhere"), ["URL 'nowhere'"]),
        (WsgiSpec(7), ["int is not a WSGI application"]),  # type: ignore[arg-type]
        (WsgiSpec(f"{__name__}:asgi_app"), ["asgi_app is an ASGI application", "its URL"]),
        (WsgiSpec(f"{__name__}:ASGI_OBJECT"), ["ASGI_OBJECT is an ASGI application"]),
        (MockSpec("no-such-service"), ["no-such-service", "no URL is given", "shapeproof mock"]),
        (MockSpec(SERVICE, moto=True), ["--moto: moto has no mock of", SERVICE, "omit it"]),
        (DriverSpec(""), ["driver"]),
        (CallableSpec(7), ["int is not a client"]),  # type: ignore[arg-type]
        (CallableSpec("no_such_module:f"), ["no_such_module"]),
    ],
)
def test_what_cannot_be_opened(spec: ServerSpec | ClientSpec, words: list[str]) -> None:
    with pytest.raises(ShapeproofError) as raised:
        open_target(spec)

    message = str(raised.value)
    assert all(each in message for each in words), message
    assert "\n" not in message


def server(**options: Any) -> ServerSpec:
    given = {"url": None, "wsgi": None, "moto": False, "allow_remote": False, "connections": 1}
    return server_spec(SERVICE, **{**given, **options})


def client(**options: Any) -> ClientSpec:
    given = {"driver": None, "boto3": False, "function": None}
    return client_spec(SERVICE, **{**given, **options})


def test_what_options_name() -> None:
    assert server() == MockSpec(SERVICE)
    assert server(moto=True) == MockSpec(SERVICE, moto=True)
    assert server(wsgi="a:b") == WsgiSpec("a:b", own_thread=True)
    assert server(own_target="a:b") == TargetSpec("a:b", own_thread=True)
    bundle = Path("ca.pem")
    secure = server(url="https://x", ca_bundle=bundle)
    assert secure == UrlSpec("https://x", connections=1, ca_bundle=bundle)
    assert server(url="http://x", allow_remote=True, connections=3) == UrlSpec("http://x", True, 3)
    assert client(driver="node x") == DriverSpec("node x")
    assert client(boto3=True) == Boto3Spec(SERVICE)
    assert client(function="a:b") == CallableSpec("a:b")


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: server(url="x", moto=True),
            "target: choose at most one of URL, --wsgi, --moto, --target",
        ),
        (
            lambda: server(url="http://x", ca_bundle=Path("ca.pem")),
            "--ca-bundle ca.pem: the target is not at an https URL",
        ),
        (client, "client: choose exactly one of --driver, --boto3, --callable"),
        (
            lambda: client(driver="x", boto3=True),
            "client: choose exactly one of --driver, --boto3, --callable",
        ),
    ],
)
def test_options_that_name_several(make: Callable[[], object], text: str) -> None:
    with pytest.raises(BadUsage) as raised:
        make()

    assert str(raised.value) == text
