"""Failures of Schemathesis's own checks as findings."""

from __future__ import annotations

from schemathesis.core.failures import Failure

from shapeproof.contract.model import Contract
from shapeproof.exchange import Exchange, Finding, FindingTexts
from shapeproof.run.second_engine.judging import Judged
from shapeproof.run.second_engine.their_checks import PREFIX, weight_of

_OF_REQUESTS = frozenset(
    {"negative_data_rejection", "positive_data_acceptance", "missing_required_header"}
)
_MOST_TEXT = 300


def their_finding(
    contract: Contract, name: str, failure: Failure, judged: Judged, before: tuple[Exchange, ...]
) -> Finding:
    """The finding of a failed check. Its id holds nothing that was drawn."""
    exchange = judged.exchange
    answer = exchange.response
    return Finding(
        check=PREFIX + name,
        severity=weight_of(name, judged.findings),
        service=contract.service,
        operation=exchange.operation,
        where="request" if name in _OF_REQUESTS else "response",
        constraint=type(failure).__name__,
        texts=FindingTexts.of(
            _message(failure),
            actual=f"status {answer.status}" if answer else exchange.failure or "no answer",
        ),
        exchange=exchange,
        before=before,
    )


def _message(failure: Failure) -> str:
    """The title and the first paragraph; parts of the document may follow it."""
    told = failure.message.partition("\n\n")[0]
    line = " ".join(f"{failure.title}: {told}".split()) if told else failure.title
    return line if len(line) <= _MOST_TEXT else f"{line[:_MOST_TEXT]} ..."
