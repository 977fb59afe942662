"""The line that handles an operation, found without calling anything."""

from __future__ import annotations

import functools
import linecache
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask
from flask.views import MethodView

from shapeproof.exchange import HttpRequest
from shapeproof.exchange.sites import Site
from shapeproof.mock import wsgi_app
from shapeproof.run.contracts import ContractSources, load
from shapeproof.targets.handlers import handler_site, module_site, site_of
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

GET = HttpRequest("GET", "/things/1?x=2")


def line(site: Site | None) -> str:
    assert site is not None
    return linecache.getline(site.file, site.line).strip()


def plain(environ: Any, start_response: Any) -> Iterable[bytes]:
    return [b""]


class Whole:
    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        return self.get_thing()

    def get_thing(self) -> Iterable[bytes]:
        return [b""]


class Odd(Whole):
    def __getattr__(self, name: str) -> Any:
        raise KeyError(name)


class Around:
    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)


class Things(MethodView):
    def get(self, key: str) -> str:
        return key


class Dispatching:
    @classmethod
    def dispatch(cls, key: str) -> str:
        return cls().get_thing()

    def get_thing(self) -> str:
        return ""


def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, **more: Any) -> Any:
        return function(*args, **more)

    return wrapper


def flask_app(view: Any) -> Flask:
    app = Flask("things")
    app.add_url_rule("/things/<key>", endpoint="thing", view_func=view)
    return app


@decorated
def view(key: str) -> str:
    return key


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        (plain, "def plain("),
        (functools.partial(plain), "def plain("),
        (Whole(), "def get_thing("),
        (Around(Whole()), "def get_thing("),
        (Around(plain), "def plain("),
        (flask_app(view), "@decorated"),
        (Around(flask_app(view)), "@decorated"),
        (flask_app(Things.as_view("things")), "class Things("),
        (flask_app(Dispatching.dispatch), "def get_thing("),
    ],
)
def test_the_line_of_a_handler(app: Any, expected: str) -> None:
    assert line(handler_site(app, "get_thing", GET)).startswith(expected)


def test_an_app_whose_attributes_raise() -> None:
    for app in (Odd(), Around(Odd())):
        assert line(handler_site(app, "get_thing", GET)).startswith("def get_thing(")


@pytest.mark.parametrize("function", [len, 3, "text"])
def test_what_has_no_python_code_has_no_line(function: Any) -> None:
    assert site_of(function) is None


@pytest.mark.long
@pytest.mark.parametrize(
    ("service", "operation", "params", "expected"),
    [
        ("kms", "ListKeys", {}, "def list_keys("),
        ("s3", "GetObject", {"Bucket": "abc", "Key": "k"}, "def get_object("),
        ("ec2", "RunInstances", {}, "def run_instances("),
    ],
)
def test_methods_of_classes_that_dispatch(
    service: str, operation: str, params: Any, expected: str
) -> None:
    contract = load(service, ContractSources(None))
    found = contract.operations[operation]
    request = codec_for(contract.protocol, service).encode_request(contract, found, params)
    site = handler_site(wsgi_app(service), found.python_name, request)
    assert line(site).startswith(expected)
    assert site is not None
    assert site.is_installed


def test_a_module_begins_with_its_first_line() -> None:
    assert module_site(__name__) == Site(__file__, 1)
    assert module_site("no.such.module") is None


def raising(key: str) -> str:
    raise KeyError(key)


def own(environ: Any, start_response: Any) -> Iterable[bytes]:
    return [str(int("x")).encode()]


@pytest.mark.parametrize(
    ("app", "expected"),
    [(flask_app(raising), "raise KeyError(key)"), (own, 'return [str(int("x")).encode()]')],
)
def test_an_exception_shows_the_line_that_raised_it(app: Any, expected: str) -> None:
    target = WsgiTarget(app, "test")
    answer = target.send(GET)
    assert answer.status == 500
    assert line(answer.raised_at) == expected
    assert WsgiTarget(plain, "test").send(GET).raised_at is None


def test_an_exception_is_forgotten_with_the_next_request() -> None:
    app = flask_app(raising)
    app.add_url_rule("/fine", endpoint="fine", view_func=lambda: ("no", 503))
    target = WsgiTarget(app, "test")
    assert target.send(GET).raised_at is not None
    answer = target.send(HttpRequest("GET", "/fine"))
    assert (answer.status, answer.raised_at) == (503, None)
