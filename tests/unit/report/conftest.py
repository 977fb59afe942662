from __future__ import annotations

from collections.abc import Iterator

import pytest

from .recording_server import Recorder, recording_server


@pytest.fixture(scope="session")
def recorder() -> Iterator[Recorder]:
    with recording_server() as found:
        yield found
