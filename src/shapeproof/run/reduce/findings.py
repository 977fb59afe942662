"""Makes what a legal request has shown small: the same finding, of a smaller request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shapeproof.contract.pointer import parse
from shapeproof.exchange import Case, Finding
from shapeproof.run.bench import Bench
from shapeproof.run.reduce.naming import case_of
from shapeproof.run.reduce.request import smaller_request, smallest_request
from shapeproof.run.state import SetupFailed

Params = Mapping[str, Any]


@dataclass
class Reducer:
    """Tries smaller requests on a bench; what its observer had found before is left alone.

    ``run`` runs a legal case there and tells its findings as they are.
    """

    bench: Bench
    base: Case
    run: Callable[[Case], str]
    _is_proven: bool = field(default=False, init=False)

    def smallest(self, case: Case, finding: Finding) -> list[Finding]:
        """The finding of the smallest request that shows what one with many factors has shown.

        The same check must find the same constraint at the same place, or, where the place names
        the case, fail in the same way. What cannot be had again is not told, unless it was seen by
        a reader.
        """
        if not self._found(case, finding):
            return [finding] if finding.exchange.case is None else []
        factors, params = smallest_request(
            self.bench.operation.request,
            self.base.params,
            case.params,
            lambda smaller: bool(self._found(replace(case, params=smaller), finding)),
            self.bench.role.named,
        )
        if not factors and not self._found(self.base, finding):
            return [finding]
        return self._found(case_of(case, factors, params), finding) or [finding]

    def smaller(self, case: Case, finding: Finding) -> list[Finding]:
        """The finding of a request that varies the same place, where there is a smaller one."""
        params = smaller_request(
            self.bench.operation.request,
            case.params,
            parse(case.pointer),
            lambda smaller: bool(self._found(replace(case, params=smaller), finding)),
            self.bench.role.named,
        )
        return [] if params == case.params else self._found(replace(case, params=params), finding)

    def _found(self, case: Case, wanted: Finding) -> list[Finding]:
        """What a request shows of what is wanted."""
        if not self._is_proven:
            self._is_proven = True
            self._run(self.base)  # a reader counts once it has read a plain write
        return [each for each in self._run(case) if _alike(each, wanted)][:1]

    def _run(self, case: Case) -> list[Finding]:
        findings = self.bench.observer.findings
        before = len(findings)
        try:
            self.run(case)
        except SetupFailed:
            self.bench.drop()
        found = findings[before:]
        del findings[before:]
        return found


def _alike(one: Finding, other: Finding) -> bool:
    """Whether two findings tell of one thing, whichever request has shown it."""
    if (one.check, one.operation) != (other.check, other.operation):
        return False
    same_place = (one.where, one.constraint) == (other.where, other.constraint)
    return same_place or (_names_case(one) and _names_case(other))


def _names_case(finding: Finding) -> bool:
    """Whether where and constraint are those of the case, rather than of the answer."""
    return finding.check in ("server_error", "rejects_valid")
