"""Orders are logged, each kind in its own log group."""

from __future__ import annotations

from typing import Any


def open_log(client: Any, name: str, kind: str = "STANDARD") -> None:
    """Make a log group."""
    client.create_log_group(logGroupName=name, logGroupClass=kind)


def logs(client: Any) -> list[str]:
    """The names of all log groups."""
    return [each["logGroupName"] for each in client.describe_log_groups()["logGroups"]]
