"""The state of the mock, in moto's frame: a backend per account and region."""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend

from shapeproof.mock.amplifybackend.environments import Environments
from shapeproof.mock.amplifybackend.jobs import Clock, JobLog, TokenBook


class AmplifyBackend(BaseBackend):
    """All that AmplifyBackend keeps for one account and region. Calls hold ``lock``."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        clock = Clock()
        self.lock = RLock()
        self.environments = Environments()
        self.jobs = JobLog(clock)
        self.tokens = TokenBook(clock)
        self.configs: dict[str, Mapping[str, Any]] = {}


amplifybackend_backends = BackendDict(AmplifyBackend, "amplifybackend")
