"""What kind of run a report is of: only reports of one kind are merged or compared."""

from __future__ import annotations

from enum import Enum

from shapeproof.report.document import Report


class RunFamily(Enum):
    """What was judged. The value says it in words."""

    SERVER = "a server"
    CLIENT = "a client"
    PASSIVE = "the tests of a user (pytest)"
    TRAFFIC = "recorded traffic"


_BY_KIND = {
    "driver": RunFamily.CLIENT,
    "boto3": RunFamily.CLIENT,
    "callable": RunFamily.CLIENT,
    "pytest": RunFamily.PASSIVE,
    "traffic": RunFamily.TRAFFIC,
}


def family_of(report: Report) -> RunFamily:
    """What a report is about; targets of users' own are servers."""
    return _BY_KIND.get(report["target"]["kind"], RunFamily.SERVER)
