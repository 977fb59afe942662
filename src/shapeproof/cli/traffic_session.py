"""One run of ``shapeproof traffic``: what its options name, what it judges, what it writes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import click

from shapeproof.cli.named_contract import naming_option
from shapeproof.contract.overlay import Overlay
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Finding, Severity
from shapeproof.exchange.reasons import StopReason
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.report.baseline import Baseline, baseline_record
from shapeproof.report.document import Report, TrafficStats
from shapeproof.report.interface import OutputFile, ReportContext
from shapeproof.report.masking.masker import Masker
from shapeproof.report.passive import PassiveLines
from shapeproof.report.registry import document_format, open_outputs
from shapeproof.report.summary import Demands, exit_status
from shapeproof.report.terminal import print_report
from shapeproof.report.text import counted, shown
from shapeproof.report.traffic import KIND, PHASE, TrafficRecords
from shapeproof.run.contracts import ContractSources
from shapeproof.run.plan import now
from shapeproof.run.traffic import Learned, Learner, TrafficRun
from shapeproof.run.traffic.contracts import TrafficContracts
from shapeproof.run.traffic.judge import traffic_checks
from shapeproof.run.traffic.overlays import overlay_texts, read_overlays

_MOST_UNLEARNT = 10


@dataclass
class TrafficSession:
    """One run of the command. Everything that options name is opened before anything is judged."""

    files: Sequence[Path]
    options: Mapping[str, Any]
    baseline: Baseline
    outputs: Sequence[tuple[str, OutputFile]]
    run: TrafficRun
    learner: Learner | None
    _lines: list[PassiveLines] = field(default_factory=list)
    _started: str = field(default_factory=now)

    @classmethod
    def of(cls, files: Sequence[Path], options: Mapping[str, Any]) -> TrafficSession:
        """Read and open what the options name. Raises BadUsage and BrokenContract."""
        overlays = read_overlays(options["overlays"], options["services"])
        baseline = Baseline.of(options["baseline"], update=options["update_baseline"])
        outputs = open_outputs(options["reports"])
        if options["learn"] is not None and not _is_folder(options["learn"]):
            OutputFile.open(f"--learn {options['learn']}", Path(options["learn"]))
        run = _run(options, overlays)
        learner = None
        if options["learn"] is not None:
            learner = Learner(run.contracts.by_service, _Mask(run.contracts))
        session = cls(files, options, baseline, outputs, run, learner)
        streams = (output for form, output in outputs if form == "jsonl")
        session._lines = [PassiveLines(each, session._started, KIND, PHASE) for each in streams]
        return session

    def context(self) -> ReportContext:
        """What the reports share, with the contracts that are known by now."""
        options = self.options
        return ReportContext(
            contracts=self.run.contracts.by_service(),
            fail_on=self._fail_on,
            known=self.baseline.ids,
            baseline=self.baseline.known,
            demands=Demands(
                strict_baseline=options["strict_baseline"], accepts=options["update_baseline"]
            ),
            checks=traffic_checks(),
            color=False if options["no_color"] else None,
            quiet=options["quiet"],
            verbose=options["verbose"],
        )

    @property
    def _fail_on(self) -> Severity:
        return Severity.parse(self.options["fail_on"], "--fail-on")

    def judged(self) -> Report:
        """Judge all files. An interrupt ends it, and the report is incomplete."""
        records, began, stopped = TrafficRecords(self.context), monotonic(), ""
        try:
            for entry in self.run.entries(self.files):
                seen = entry.call.seen
                records.count(seen.service, seen.operation, unread=bool(seen.unread))
                if self.learner is not None:
                    self.learner.note(entry)
                self._stream(
                    records.add(entry.findings, entry.source, seen.protocol, entry.secrets)
                )
        except KeyboardInterrupt:
            stopped = str(StopReason.INTERRUPTED)
        self._stream(records.flush())
        seconds, stats = monotonic() - began, self._stats(records)
        address = str(self.files[0]) if len(self.files) == 1 else counted(len(self.files), "path")
        report = records.report(address, stats, self._started, seconds, self._fail_on, stopped)
        report["checks"] = list(traffic_checks())
        if self.baseline.path is not None:
            report["baseline"] = baseline_record(self.baseline.known, report, traffic_checks())
        return report

    def _stream(self, records: Sequence[Any]) -> None:
        for each in self._lines:
            for record in records:
                each.finding(record)

    def _stats(self, records: TrafficRecords) -> TrafficStats:
        run = self.run
        return {
            "files": run.files,
            "exchanges": run.exchanges,
            "judged": run.judged,
            "services": records.services,
            "not_judged": [
                {"reason": reason, "number": number, "example": run.examples[reason]}
                for reason, number in run.left_out.most_common()
            ],
            "tolerated": {name: each for name, each in run.judge.tolerances.items() if each},
            "problems": [str(each) for each in run.problems],
        }

    def problems(self) -> list[str]:
        """A line for each file that cannot be read, and each contract that cannot be used."""
        listed = (*self.run.problems, *self.run.contracts.problems)
        return [" ".join(str(each).split()) for each in listed]

    def require_readable(self) -> None:
        """Raise BrokenRecording where there is one file, and it cannot be read."""
        run = self.run
        if len(run.problems) == 1 and not run.exchanges and not run.others:
            raise run.problems[0]

    def require_judged(self) -> None:
        """Raise BadUsage where nothing could be judged."""
        run = self.run
        if run.judged:
            return
        read = f"{counted(run.exchanges, 'exchange')} in {counted(run.files, 'recording')}"
        reasons = [f"{number:,} {reason}" for reason, number in run.left_out.most_common(4)]
        told = f" ({', '.join(reasons)})" if reasons else ""
        others = f"; {counted(run.others, 'other file')} passed over" if run.others else ""
        remedy = "give recordings of calls of AWS's APIs, or name the service with --service"
        raise BadUsage("traffic", f"nothing could be judged: {read}{told}{others}", remedy)

    def learn(self) -> Iterator[str]:
        """Write the learned overlays; lines that say what they hold. Raises BadUsage."""
        if self.learner is None:
            return
        learned = self.learner.learned(self._still_found)
        files = overlay_texts(
            Path(self.options["learn"]), learned.overlays, folder=_is_folder(self.options["learn"])
        )
        for path, text in files.items():
            OutputFile.open(f"--learn {path}", path).write(text)
        if self.options["quiet"]:
            return
        yield _learned_line(learned, list(files))
        for each in learned.not_learnable[:_MOST_UNLEARNT]:
            yield f"not learnable: {_line_of(each)}"
        more = len(learned.not_learnable) - _MOST_UNLEARNT
        yield from [f"not learnable: {counted(more, 'more finding')}"] if more > 0 else []

    def _still_found(self, learned: Mapping[str, Overlay]) -> set[str]:
        """The findings of the same files with learned overlays on top of the given ones."""
        again = TrafficRun(
            self.run.contracts.overlaid(learned), self.run.services, self.run.minimum
        )
        return {finding.id for each in again.entries(self.files) for finding in each.findings}

    def write(self, report: Report) -> None:
        """Write the reports and the baseline. Raises BadUsage."""
        context = self.context()
        for each in self._lines:
            each.finish(report)
        for form, output in self.outputs:
            if form != "jsonl":
                output.write(document_format(form, output.spec).render(report, context))
        self.baseline.update(report, traffic_checks())


def judge_traffic(files: Sequence[Path], options: Mapping[str, Any]) -> int:
    """Judge recordings; returns the exit status. Raises ShapeproofError."""
    for name in ("update_baseline", "strict_baseline"):
        if options[name] and options["baseline"] is None:
            option = f"--{name.replace('_', '-')}"
            raise BadUsage(option, "no file is given", "add --baseline FILE")
    with naming_option("--contract", options["contract_path"]):
        session = TrafficSession.of(files, options)
        report = session.judged()
    session.require_readable()
    for line in session.problems():
        click.echo(f"shapeproof: {line}", err=True)
    session.require_judged()
    context = session.context()
    print_report(report, context, sys.stdout)
    for line in session.learn():
        click.echo(line)
    session.write(report)
    return exit_status(report, context.demands)


def _run(options: Mapping[str, Any], overlays: Mapping[str, Overlay]) -> TrafficRun:
    sources = ContractSources(options["contract_path"])
    contracts = TrafficContracts(sources=sources, overlays=(overlays,))
    for service in options["services"]:
        contracts.require(service)
    fail_on = Severity.parse(options["fail_on"], "--fail-on")
    return TrafficRun(contracts, options["services"], min(fail_on, Severity.WARNING))


def _is_folder(path: str) -> bool:
    return path.endswith(("/", os.sep)) or Path(path).is_dir()


def _learned_line(learned: Learned, files: Sequence[Path]) -> str:
    if not files:
        return "learned: nothing that an overlay can say"
    findings = counted(len(learned.silenced), "finding")
    where = str(files[0]) if len(files) == 1 else f"{files[0]} and {len(files) - 1:,} more"
    return f"learned: {counted(learned.corrections, 'correction')} of {findings}, in {where}"


@dataclass(frozen=True)
class _Mask:
    """Masks findings by the contracts that are known by then."""

    contracts: TrafficContracts

    def masked(self, finding: Finding, secrets: SecretValues) -> Finding:
        return self._masker(secrets).finding(finding)

    def is_secret(self, value: Any, finding: Finding, secrets: SecretValues) -> bool:
        text = json.dumps(value, default=str)
        return self._masker(secrets).secrets(finding).hide(text) != text

    def _masker(self, secrets: SecretValues) -> Masker:
        masker = Masker(ReportContext(contracts=self.contracts.by_service()))
        masker.marked = secrets
        return masker


def _line_of(finding: Finding) -> str:
    operation = f"{finding.service}.{finding.operation}"
    return f"{operation}, {shown(finding.where)}: {shown(finding.message)}"
