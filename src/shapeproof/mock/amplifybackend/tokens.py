"""Challenge tokens, by app and session."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from shapeproof.mock.amplifybackend.exceptions import NotFoundError
from shapeproof.mock.amplifybackend.identity import Clock, digest

_LIFETIME = 3600


@dataclass(frozen=True)
class Token:
    """A one-time code for a session."""

    app_id: str
    session_id: str
    challenge_code: str
    ttl: str

    def to_wire(self) -> dict[str, str]:
        """The token by wire names."""
        return {
            "appId": self.app_id,
            "challengeCode": self.challenge_code,
            "sessionId": self.session_id,
            "ttl": self.ttl,
        }


@dataclass
class TokenBook:
    """All tokens. Sessions are counted per app, so that no id comes twice."""

    clock: Clock
    _tokens: dict[tuple[str, str], Token] = field(default_factory=dict)
    _made: Counter[str] = field(default_factory=Counter)

    def make(self, app_id: str) -> Token:
        """A token for a new session of the app."""
        number = self._made[app_id]
        session_id = digest("session", app_id, number)
        code = digest("challenge", app_id, number)
        token = Token(app_id, session_id, code, self.clock.epoch_in(_LIFETIME))
        self._made[app_id] += 1
        self._tokens[app_id, session_id] = token
        return token

    def get(self, app_id: str, session_id: str) -> Token:
        """The token of a session; NotFoundError if there is none."""
        try:
            return self._tokens[app_id, session_id]
        except KeyError:
            raise NotFoundError("token", session_id) from None

    def remove(self, app_id: str, session_id: str) -> None:
        """Forget a token; NotFoundError if there is none."""
        self.get(app_id, session_id)
        del self._tokens[app_id, session_id]
