"""Hypothesis draws the same examples in every run, so that a green commit stays green."""

import gc
import os
from collections.abc import Generator

import pytest

# Hypothesis has trio loaded where it is installed, in each of the processes that tests start.
os.environ.setdefault("HYPOTHESIS_NO_PLUGINS", "1")

from hypothesis import settings

settings.register_profile("suite", derandomize=True, deadline=None)
settings.load_profile("suite")

pytest_plugins = ("pytester", "tests.support.selection")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among what is collected: it lives to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 10, 20)  # most tests leave little, and end soon
        gc.enable()
