"""The log of jobs: what was done to each environment. It outlives the environments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from shapeproof.mock.amplifybackend.exceptions import BadRequestError, NotFoundError
from shapeproof.mock.amplifybackend.identity import Clock, digest

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

    def to_wire(self) -> dict[str, str]:
        """The job by wire names."""
        return {
            "appId": self.app_id,
            "backendEnvironmentName": self.environment,
            "createTime": self.created,
            "jobId": self.id,
            "operation": self.operation,
            "status": self.status,
            "updateTime": self.updated,
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
