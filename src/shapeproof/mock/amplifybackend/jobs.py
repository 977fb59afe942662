"""The log of jobs, the challenge tokens, and the clock that dates them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from shapeproof.mock.amplifybackend.environments import BadRequestError, NotFoundError

_EPOCH = datetime(2020, 8, 11, tzinfo=UTC)


def digest(*parts: str | int | None) -> str:
    """32 hex digits that belong to these parts."""
    # JSON separates the parts, and writes lone surrogates in ASCII.
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()[:32]


@dataclass
class Clock:
    """A clock that moves one second at each ``tick``."""

    seconds: int = 0

    def tick(self) -> None:
        """Move on by one second."""
        self.seconds += 1

    def now(self) -> str:
        """The time as RFC 3339 text."""
        return self._time().strftime("%Y-%m-%dT%H:%M:%SZ")

    def epoch_in(self, seconds: int) -> str:
        """The time that it will be in so many seconds, in seconds since 1970."""
        return str(int(self._time().timestamp()) + seconds)

    def _time(self) -> datetime:
        return _EPOCH + timedelta(seconds=self.seconds)


COMPLETED = "COMPLETED"
"""The status of every job: the mock does things at once."""


@dataclass(frozen=True)
class Job:
    """One job of an environment."""

    app_id: str
    environment: str
    id: str
    operation: str
    status: str
    created: str
    updated: str

    def to_output(self) -> dict[str, str]:
        """The job as outputs show it."""
        return {
            "AppId": self.app_id,
            "BackendEnvironmentName": self.environment,
            "CreateTime": self.created,
            "JobId": self.id,
            "Operation": self.operation,
            "Status": self.status,
            "UpdateTime": self.updated,
        }


@dataclass(frozen=True)
class JobFilter:
    """Which jobs a listing shows; None lets all pass."""

    job_id: str | None = None
    operation: str | None = None
    status: str | None = None

    def admits(self, job: Job) -> bool:
        """Whether the job is shown."""
        return (
            self.job_id in (None, job.id)
            and self.operation in (None, job.operation)
            and self.status in (None, job.status)
        )


@dataclass(frozen=True)
class JobPage:
    """A page of a listing; ``next_token`` is None on the last."""

    jobs: tuple[Job, ...]
    next_token: str | None


@dataclass
class _History:
    """The jobs of one environment, in the order in which they were started."""

    jobs: list[Job] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)

    def candidates(self, start: int, wanted: JobFilter) -> Iterator[int]:
        """The positions from ``start`` on that a filter may admit."""
        if wanted.job_id is None:
            return iter(range(start, len(self.jobs)))
        position = self.positions.get(wanted.job_id, -1)
        return iter((position,) if position >= start else ())


@dataclass
class JobLog:
    """All jobs, by app and environment."""

    clock: Clock
    _histories: dict[tuple[str, str], _History] = field(default_factory=dict)

    def start(self, app_id: str, environment: str, operation: str) -> Job:
        """Log a job; it is completed at once."""
        history = self._histories.setdefault((app_id, environment), _History())
        job_id = digest("job", app_id, environment, len(history.jobs))
        now = self.clock.now()
        job = Job(app_id, environment, job_id, operation, COMPLETED, now, now)
        history.positions[job_id] = len(history.jobs)
        history.jobs.append(job)
        self.clock.tick()
        return job

    def get(self, app_id: str, environment: str, job_id: str) -> Job:
        """The job of this id; NotFoundError if there is none."""
        history, position = self._find(app_id, environment, job_id)
        return history.jobs[position]

    def update(self, job: Job, operation: str | None, status: str | None) -> Job:
        """Change what is given of a job."""
        history, position = self._find(job.app_id, job.environment, job.id)
        history.jobs[position] = replace(
            job,
            operation=job.operation if operation is None else operation,
            status=job.status if status is None else status,
            updated=self.clock.now(),
        )
        return history.jobs[position]

    def page(
        self, app_id: str, environment: str, wanted: JobFilter, size: int, token: str | None
    ) -> JobPage:
        """The first page, or the one a token stands for; BadRequestError for a made-up token."""
        history = self._histories.get((app_id, environment), _History())
        listing = ("page", app_id, environment, wanted.job_id, wanted.operation, wanted.status)
        shown: list[Job] = []
        for position in history.candidates(_position(listing, token), wanted):
            if not wanted.admits(history.jobs[position]):
                continue
            if len(shown) == size:
                return JobPage(tuple(shown), _token(listing, str(position)))
            shown.append(history.jobs[position])
        return JobPage(tuple(shown), None)

    def _find(self, app_id: str, environment: str, job_id: str) -> tuple[_History, int]:
        history = self._histories.get((app_id, environment), _History())
        if job_id not in history.positions:
            raise NotFoundError("job", job_id)
        return history, history.positions[job_id]


def _token(listing: tuple[str | None, ...], position: str) -> str:
    return f"{position}-{digest(*listing, position)}"


def _position(listing: tuple[str | None, ...], token: str | None) -> int:
    if not token:
        return 0
    position = token.partition("-")[0]
    if token != _token(listing, position):
        raise BadRequestError("The nextToken is not one of this listing")
    return int(position)


_LIFETIME = 3600


@dataclass(frozen=True)
class Token:
    """A one-time code for a session."""

    app_id: str
    session_id: str
    challenge_code: str
    ttl: str

    def to_output(self) -> dict[str, str]:
        """The token as outputs show it."""
        return {
            "AppId": self.app_id,
            "ChallengeCode": self.challenge_code,
            "SessionId": self.session_id,
            "Ttl": self.ttl,
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
