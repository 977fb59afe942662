"""Which reports can be compared, and in what their runs differ."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.exceptions import BadUsage
from shapeproof.report.comparison.facts import ComparedReport, SettingChange, SettingKind
from shapeproof.report.document import Report
from shapeproof.report.families import family_of
from shapeproof.report.shards import missing_line
from shapeproof.report.summary import INCOMPLETE

WHAT = "report diff"


def refuse_other_runs(old: ComparedReport, new: ComparedReport) -> None:
    """Raise BadUsage for reports whose findings have nothing in common."""
    families = [family_of(each.report) for each in (old, new)]
    if families[0] is not families[1]:
        reason = (
            f"{old.path} is of {families[0].value}, {new.path} of {families[1].value}: "
            "their findings have nothing in common"
        )
        raise BadUsage(WHAT, reason, "compare two reports of one kind")
    services = [each.report["service"] for each in (old, new)]
    if services[0] != services[1]:
        reason = f"{old.path} is of {services[0]}, {new.path} of {services[1]}"
        raise BadUsage(WHAT, reason, "compare two reports of one service")


def setting_changes(old: Report, new: Report) -> Iterator[SettingChange]:
    """The differences between two runs that may be why their findings differ."""
    for kind, one, other in (
        (SettingKind.TARGET, _target(old), _target(new)),
        (SettingKind.API_VERSION, old["api_version"] or "", new["api_version"] or ""),
        (SettingKind.PROTOCOL, old.get("protocol", ""), new.get("protocol", "")),
        (SettingKind.SEED, str(old["seed"]), str(new["seed"])),
        (SettingKind.PHASES, ", ".join(old["phases"]), ", ".join(new["phases"])),
        (SettingKind.SHARD, _shard(old), _shard(new)),
        (SettingKind.TOOL, old["tool"]["version"], new["tool"]["version"]),
    ):
        if one != other:
            yield SettingChange(kind, one, other)
    if old["started"] > new["started"]:
        yield SettingChange(SettingKind.ORDER, old["started"], new["started"])
    if _early(old) or _early(new):
        yield SettingChange(SettingKind.WHOLE, _early(old), _early(new))


def _target(report: Report) -> str:
    return f"{report['target']['kind']} {report['target']['address']}".strip()


def _shard(report: Report) -> str:
    shard = report.get("shard")
    if shard is None or len(shard["parts"]) == shard["of"]:
        return ""
    parts = ", ".join(str(each) for each in shard["parts"])
    return f"{parts} of {shard['of']}"


def _early(report: Report) -> str:
    """Why a run is not whole; empty if it is."""
    if report["status"] != INCOMPLETE:
        return ""
    return report.get("stopped", "") or missing_line(report) or "incomplete"
