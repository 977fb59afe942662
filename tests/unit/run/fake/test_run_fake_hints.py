"""A fake client takes no attribute that it does not have, and says what to use instead."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

import shapeproof

_THROTTLED = ClientError({"Error": {"Code": "TooManyRequestsException"}}, "GetBackend")
OF_METHODS: list[tuple[str, Any, str]] = [
    ("return_value", {}, "use fake.get_backend.returns(...)"),
    ("configure_mock", None, "use fake.get_backend.returns(...)"),
    ("side_effect", None, "use fake.get_backend.raises(...) for an error, "),
    ("side_effect", KeyError, "use fake.get_backend.raises(KeyError)"),
    ("side_effect", KeyError("x"), "use fake.get_backend.raises(KeyError)"),
    ("side_effect", _THROTTLED, "use fake.get_backend.raises('TooManyRequestsException')"),
    ("side_effect", [{}, {}], "use fake.get_backend.returns(first, second)"),
    ("side_effect", lambda **_: {}, "use fake.get_backend.returns(function)"),
    ("assert_called_onec_with", None, "did you mean assert_called_once_with"),
    ("assert_called_one", None, "did you mean assert_called_once"),
    ("asert_called", None, "did you mean assert_called"),
    ("retruns", None, "did you mean returns?"),
    ("zzz", None, "fake.get_backend has no attribute 'zzz'"),
]


@pytest.mark.parametrize("name, value, said", OF_METHODS)
def test_attributes_that_a_method_does_not_have(name: str, value: Any, said: str) -> None:
    method = shapeproof.fake_client("amplifybackend").get_backend
    with pytest.raises(AttributeError, match="has no attribute") as caught:
        setattr(method, name, value)
    assert said in str(caught.value)
    with pytest.raises(AttributeError, match=r"fake\.get_backend has no attribute"):
        getattr(method, name)
    assert not hasattr(method, name)


@pytest.mark.parametrize(
    "name, said",
    [
        ("returns", r"returns is a method: use fake.get_backend.returns\(\.\.\.\)"),
        ("calls", "cannot be set"),
        ("call_count", "cannot be set"),
    ],
)
def test_attributes_of_a_method_that_cannot_be_set(name: str, said: str) -> None:
    method = shapeproof.fake_client("amplifybackend").get_backend
    with pytest.raises(AttributeError, match=said):
        setattr(method, name, 1)


OF_CLIENTS = [
    ("get_backned", "no attribute 'get_backned'; did you mean get_backend"),
    ("GetBackend", "did you mean get_backend?"),
    ("get_paginatr", "did you mean get_paginator"),
    ("return_value", "methods have answers; use fake.METHOD.returns(...)"),
    ("side_effect", "use fake.METHOD.raises(...) for an error"),
    ("assert_called_once", "methods have it: use fake.METHOD.assert_called_once"),
    ("zzz", "no attribute 'zzz'"),
]


@pytest.mark.parametrize("name, said", OF_CLIENTS)
def test_attributes_that_a_client_does_not_have(name: str, said: str) -> None:
    fake = shapeproof.fake_client("amplifybackend")
    for use in (lambda: getattr(fake, name), lambda: setattr(fake, name, 1)):
        with pytest.raises(AttributeError) as caught:
            use()
        assert said in str(caught.value)
    assert str(caught.value).endswith(said) or name != "zzz"


def test_a_method_of_a_client_may_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    fake: Any = shapeproof.fake_client("amplifybackend")
    with monkeypatch.context() as patched:
        patched.setattr(fake, "get_backend", lambda **_: "patched")
        assert fake.get_backend(AppId="x") == "patched"
    assert fake.get_backend(AppId="x")["AppId"] == "x"


@pytest.mark.parametrize("method", ["get_paginator", "get_waiter"])
def test_paginators_and_waiters_are_no_mocks(method: str) -> None:
    fake = shapeproof.fake_client("amplifybackend")
    said = f"fake.{method} has no attribute 'return_value'; a {method[4:]} calls the client's meth"
    with pytest.raises(AttributeError, match=said):
        _ = getattr(fake, method).return_value
    with pytest.raises(AttributeError, match=said):
        getattr(fake, method).return_value = {}
    assert callable(getattr(fake, method))
    assert getattr(fake, method).__name__ == method


def test_a_paginator_may_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    fake: Any = shapeproof.fake_client("amplifybackend")
    monkeypatch.setattr(fake, "get_paginator", lambda name: name)
    assert fake.get_paginator("x") == "x"
