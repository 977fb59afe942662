"""The contract mock of a service under the suite itself: findings, and what is not reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from shapeproof.compile import compile_service
from shapeproof.contract.model import Contract
from shapeproof.contract.store import as_shipped
from shapeproof.exchange import Finding, Severity
from shapeproof.exchange.events import FindingFound, RunFinished
from shapeproof.generate.values.plain import PlainValues
from shapeproof.mock import any_app
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire import codec_for


@dataclass(frozen=True)
class Accepted:
    """What a run against the mock of one service has shown."""

    service: str
    findings: Sequence[Finding]
    reached: int
    operations: int
    causes: Counter[str] = field(default_factory=Counter)

    @property
    def errors(self) -> list[str]:
        errors = (each for each in self.findings if each.severity is Severity.ERROR)
        return [f"{each.check} {each.operation} {each.pointer}: {each.message}" for each in errors]


def run(
    service: str, phases: tuple[str, ...], most: int | None, protocol: str | None = None
) -> Accepted:
    contract = as_shipped(compile_service(service, protocol))
    target = WsgiTarget(any_app(service, protocol), service, "contract mock")
    plan = Plan(seed=1, phases=phases, max_requests=most)
    codec = codec_for(contract.protocol, service)
    events = list(Runner(contract, codec, target, plan).events())
    twins = twins_of(contract)
    findings = [each.finding for each in events if isinstance(each, FindingFound)]
    end = events[-1]
    assert isinstance(end, RunFinished)
    kept = [each for each in findings if each.operation not in twins]
    return Accepted(service, kept, end.stats.operations_reached, end.stats.operations)


def twins_of(contract: Contract) -> frozenset[str]:
    """Operations whose requests are those of another one, as far as their bytes tell (S3)."""
    codec = codec_for(contract.protocol, contract.service)
    found = set()
    for name, operation in contract.operations.items():
        params = PlainValues(operation.request).value()
        routed = codec.route(contract, codec.encode_request(contract, operation, params))
        if routed is not None and routed.name != name:
            found |= {name, routed.name}
    return frozenset(found)
