"""Which line of a server's or client's code handles an operation, where it is in this process.

An application that routes by werkzeug, as those of Flask do, names the function of a request. Where
a class dispatches, the method is the one with the operation's name in snake case. Nothing is called
to find this out.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Iterator
from types import CodeType
from typing import Any

from shapeproof.exchange import HttpRequest
from shapeproof.exchange.sites import Site

_WRAPPED = ("callback", "view_class", "__func__", "func", "wsgi_app", "app")
"""Attributes by which wrappers hold what they call."""
_DEEPEST = 8


def handler_site(app: Any, python_name: str, request: HttpRequest) -> Site | None:
    """The line of an application that handles a request; None where it does not show.

    Without a handler of its own for the operation, it is where the application itself begins.
    """
    view = _view(app, request)
    for each in (view, app):
        method = None if each is None else _method(each, python_name)
        if method is not None:
            return site_of(method)
    return site_of(view) if view is not None else site_of(app)


def site_of(function: Any) -> Site | None:
    """Where a function, a method or a class begins; an object begins with its class."""
    for each in (*_layers(function), type(function)):
        code = _code(each)
        if code is not None:
            return Site(code.co_filename, code.co_firstlineno)
        if isinstance(each, type):
            return _site_of_class(each)
    return None


def module_site(name: str) -> Site | None:
    """The beginning of an imported module; None if none has the name."""
    file = getattr(sys.modules.get(name), "__file__", None)
    return Site(file, 1) if file else None


def _site_of_class(owner: type) -> Site | None:
    try:
        file, (_, line) = inspect.getsourcefile(owner), inspect.getsourcelines(owner)
    except (OSError, TypeError):
        return None
    return Site(file, max(1, line)) if file else None


def _view(app: Any, request: HttpRequest) -> Any:
    """What an application calls for a request; None where its routing does not say."""
    for each in _layers(app):
        rules, views = _attribute(each, "url_map"), _attribute(each, "view_functions")
        if rules is None or not isinstance(views, dict):
            continue
        path, _, query = request.target.partition("?")
        try:
            adapter = rules.bind("localhost", query_args=query)
            endpoint, _ = adapter.match(path, method=request.method)
        except Exception:  # no such path, a redirect, or routing of its own
            return None
        return views.get(endpoint)
    return None


def _method(handler: Any, python_name: str) -> Any:
    """The method for an operation of a class that dispatches; None if there is none."""
    for owner in _owners(handler):
        found = inspect.getattr_static(owner, python_name, None)
        if found is not None and _code_within(found) is not None:
            return found
    return None


def _owners(handler: Any) -> Iterator[type]:
    """The classes that a handler may belong to."""
    for each in _layers(handler):
        bound = _attribute(each, "__self__")
        owner = bound if isinstance(bound, type) else type(bound)
        if bound is not None:
            yield owner
        elif isinstance(each, type):
            yield each
        elif _code(each) is not None:
            yield from _class_around(each)
        else:
            yield type(each)


def _class_around(function: Any) -> Iterator[type]:
    """The class that a function stands in, by its qualified name."""
    owner, _, _ = str(_attribute(function, "__qualname__")).rpartition(".")
    module = sys.modules.get(str(_attribute(function, "__module__")))
    found = _attribute(module, owner) if owner else None
    if isinstance(found, type):
        yield found


def _code_within(function: Any) -> CodeType | None:
    return next((code for each in _layers(function) if (code := _code(each)) is not None), None)


def _code(function: Any) -> CodeType | None:
    code = _attribute(function, "__code__")
    return code if isinstance(code, CodeType) else None


def _layers(function: Any) -> Iterator[Any]:
    """The innermost function that wrappers call, and the wrappers around it."""
    found = [function]
    while len(found) < _DEEPEST:
        inner = _inner(found[-1])
        if inner is None or any(inner is each for each in found):
            break
        found.append(inner)
    yield from reversed(found)


def _inner(function: Any) -> Any:
    if isinstance(function, functools.partial):
        return function.func
    wrapped = inspect.getattr_static(function, "__wrapped__", None)
    if callable(wrapped):
        return wrapped
    for name in _WRAPPED:
        held = _attribute(function, name) if not isinstance(function, type) else None
        if callable(held) and not (name in ("wsgi_app", "app") and _is_own(function, held)):
            return held
    return None


def _is_own(app: Any, held: Any) -> bool:
    """Whether what an application holds is a method of its own."""
    return _attribute(held, "__self__") is app


def _attribute(owner: Any, name: str) -> Any:
    """An attribute; None without it. A ``__getattr__`` of others may raise anything."""
    try:
        return getattr(owner, name, None)
    except Exception:
        return None
