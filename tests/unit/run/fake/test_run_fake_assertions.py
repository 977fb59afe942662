"""What fake clients have of unittest.mock: the same verdicts, in the same words."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY, MagicMock, Mock, call, create_autospec

import pytest

import shapeproof

CALLED: dict[str, list[dict[str, Any]]] = {
    "not": [],
    "once": [{"AppId": "a"}],
    "twice": [{"AppId": "a"}, {"AppId": "b"}],
}
ASSERTIONS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("assert_called", (), {}),
    ("assert_called_once", (), {}),
    ("assert_not_called", (), {}),
    ("assert_called_with", (), {"AppId": "b"}),
    ("assert_called_with", ("a",), {}),
    ("assert_called_once_with", (), {"AppId": "a"}),
    ("assert_any_call", (), {"AppId": "a"}),
    ("assert_any_call", (), {"AppId": ANY}),
    ("assert_has_calls", ([call(AppId="a"), call(AppId="b")],), {}),
    ("assert_has_calls", ([call(AppId="b"), call(AppId="a")],), {"any_order": True}),
]


def _both(calls: list[dict[str, Any]]) -> tuple[Any, Any]:
    fake: Any = shapeproof.fake_client("amplifybackend").get_backend
    mock = Mock(name="get_backend")
    for each in calls:
        fake(**each)
        mock(**each)
    return fake, mock


@pytest.mark.parametrize("called", CALLED)
@pytest.mark.parametrize("name, args, params", ASSERTIONS)
def test_assertions_are_those_of_a_mock(
    called: str, name: str, args: tuple[Any, ...], params: dict[str, Any]
) -> None:
    fake, mock = _both(CALLED[called])
    verdicts = []
    for each in (fake, mock):
        try:
            getattr(each, name)(*args, **params)
        except AssertionError as error:
            verdicts.append(str(error))
        else:
            verdicts.append("")
    assert verdicts[0] == verdicts[1]


@pytest.mark.parametrize("called", CALLED)
@pytest.mark.parametrize(
    "name", ["called", "call_count", "call_args", "call_args_list", "mock_calls"]
)
def test_attributes_are_those_of_a_mock(called: str, name: str) -> None:
    fake, mock = _both(CALLED[called])
    assert getattr(fake, name) == getattr(mock, name)


def test_an_assertion_that_fails_ends_at_the_users_line() -> None:
    fake, _ = _both([])
    with pytest.raises(AssertionError) as caught:
        fake.assert_called_once_with(AppId="x")
    assert str(caught.traceback[0].path) == __file__
    assert all(each.ishidden(caught) for each in caught.traceback[1:])


def test_calls_of_a_client() -> None:
    fake: Any = shapeproof.fake_client("amplifybackend")
    fake.get_backend(AppId="a")
    fake.list_s3_buckets()
    expected = [call.get_backend(AppId="a"), call.list_s3_buckets()]
    assert fake.mock_calls == fake.method_calls == expected
    fake.assert_has_calls(expected)
    with pytest.raises(AssertionError, match="Calls not found"):
        fake.assert_has_calls([call.get_backend(AppId="b")])


def test_calls_are_forgotten_and_answers_on_demand() -> None:
    fake: Any = shapeproof.fake_client("amplifybackend")
    fake.get_backend.raises("NotFoundException")
    fake.list_s3_buckets()
    for _ in range(2):
        with pytest.raises(fake.exceptions.NotFoundException):
            fake.get_backend(AppId="a")
    fake.get_backend.reset_mock()
    assert (fake.get_backend.called, [each.method for each in fake.calls]) == (
        False,
        ["list_s3_buckets"],
    )
    fake.reset_mock()
    assert fake.calls == []
    with pytest.raises(fake.exceptions.NotFoundException):
        fake.get_backend(AppId="a")
    fake.reset_mock(side_effect=True)
    assert fake.get_backend(AppId="a")["AppId"] == "a"


def test_a_fake_client_as_the_spec_of_a_mock() -> None:
    fake: Any = shapeproof.fake_client("amplifybackend")
    for mock in (MagicMock(spec=fake), create_autospec(fake)):
        mock.get_backend(AppId="a")
        with pytest.raises(AttributeError):
            _ = mock.get_backned
    wrapping = MagicMock(wraps=fake)
    assert wrapping.get_backend(AppId="a")["AppId"] == "a"
    wrapping.get_backend.assert_called_once_with(AppId="a")
