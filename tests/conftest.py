"""Hypothesis draws the same examples in every run, so that a green commit stays green."""

from hypothesis import settings

settings.register_profile("suite", derandomize=True, deadline=None)
settings.load_profile("suite")

pytest_plugins = ("pytester", "tests.support.selection")
