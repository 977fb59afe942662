"""What stands behind a client that sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Answer:
    """What a call comes to: an output as boto3 gives it, or an error's response.

    An error has a status of 300 or more, and ``Error`` with code and message in ``parsed``. What is
    ``exact`` reaches the caller as it is, not decoded once more by what boto3 does to some outputs.
    """

    status: int
    parsed: Mapping[str, Any]
    exact: bool = False


class Behaviour(Protocol):
    """Makes the answers, and what the client's methods are."""

    @property
    def calls(self) -> list[Any]:
        """The calls so far."""

    def method(self, name: str, operation: str, call: Callable[..., Any]) -> Any:
        """What stands under the Python name of an operation; ``call`` is the client's own method.

        None where the client is to have no such method.
        """

    def answer(self, operation: str, given: Mapping[str, Any], sent: Mapping[str, Any]) -> Answer:
        """The answer to a call that the client has found to be legal. May raise anything.

        ``given`` is what the caller gave, ``sent`` what the client made of it: it fills in tokens,
        and knows some parameters by other names.
        """
