"""Planted defects that are not found yet, and why."""

from __future__ import annotations

MISSED: dict[tuple[str, str], str] = {}
