"""Test projects of users who have the suite in their tests."""

from __future__ import annotations

import pytest

# Now, as pytester forgets what is first imported while it runs tests in this process.
import shapeproof.plugin.suite

assert shapeproof.plugin.suite.parametrize is shapeproof.parametrize

IN_ORDER = ("-p", "no:randomly", "-p", "no:asyncio", "-p", "no:schemathesis")
"""Tests run as they are written, and without plugins that only some of them need."""
SERVERS = '''
"""Servers under test: the bundled mock, as it is and with a defect."""
import json

from shapeproof.mock import wsgi_app

good = wsgi_app("amplifybackend")


def _with(change):
    inner = wsgi_app("amplifybackend")

    def app(environ, start_response):
        kept = []
        body = b"".join(inner(environ, lambda status, headers: kept.append((status, headers))))
        status, headers = kept[0]
        status, body = change(environ, status, body)
        headers = [each for each in headers if each[0].lower() != "content-length"]
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    return app


def _retyped(environ, status, body):
    """The time to live of a token is a number."""
    document = json.loads(body)
    if "ttl" in document:
        document["ttl"] = 7
    return status, json.dumps(document).encode()


def _no_backends(environ, status, body):
    """Nothing can be made."""
    is_made = environ["PATH_INFO"] == "/backend"
    return ("500 Oops", b"{}") if is_made else (status, body)


retyped = _with(_retyped)
unmade = _with(_no_backends)
'''
"""``retyped`` breaks CreateToken and GetToken, ``unmade`` lets nothing be reached."""
COVERAGE = 'phases=("coverage",)'
TOKENS = f'operations=("CreateToken", "GetToken"), {COVERAGE}'
FAMILIES = 16
"""Those of servers without walks."""
CLIENT_FAMILIES = 14
"""The checks of clients."""


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run pytest in this process, with the plugin."""
    return pytester.runpytest_inprocess(*IN_ORDER, *arguments)


def with_tests(pytester: pytest.Pytester, tests: str) -> None:
    """A project with the servers and one test module."""
    pytester.makepyfile(servers=SERVERS, test_suite=f"import pytest\nimport shapeproof\n{tests}")
