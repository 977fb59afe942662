"""All trials, by family."""

from __future__ import annotations

from collections.abc import Sequence

from . import (
    absurd_models,
    broken_strategies,
    drivers,
    everyday_mistakes,
    file_mutants,
    files,
    files_in_use,
    hostile_servers,
    interrupts,
    kept_requests,
    machine,
    merging,
    odd_worlds,
