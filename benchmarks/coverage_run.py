"""How much a run costs beyond the requests it sends.

    python benchmarks/coverage_run.py [OPERATION ...]

Runs the coverage phase against the bundled mock in-process, keeps the requests, and sends the very
same ones again without Shapeproof around them. Prints both times and their ratio, of one process.
"""

import sys
import time
from pathlib import Path

from shapeproof.contract.store import read_pinned
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.mock import wsgi_app
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

PINNED = Path(__file__).parents[1] / "contracts/amplifybackend/2020-08-11"


class Keeping(WsgiTarget):
    """Remembers what was sent."""

    sent: list[HttpRequest]

    def send(self, request: HttpRequest) -> HttpResponse:
        self.sent.append(request)
        return super().send(request)


def main() -> None:
    target = Keeping(wsgi_app("amplifybackend"), "mock")
    target.sent = []
    plan = Plan(operations=tuple(sys.argv[1:]))
    runner = Runner(read_pinned(PINNED), codec_for("rest-json"), target, plan)
    begun = time.perf_counter()
    for _ in runner.events():
        pass
    whole = time.perf_counter() - begun
    bare = WsgiTarget(wsgi_app("amplifybackend"), "mock")
    begun = time.perf_counter()
    for request in target.sent:
        bare.send(request)
    sending = time.perf_counter() - begun
    count = len(target.sent)
    print(f"run      {whole:6.2f} s for {count:,} requests ({whole / count * 1000:.2f} ms each)")
    print(f"sending  {sending:6.2f} s for the same requests alone")
    print(f"ratio    {whole / sending:6.2f}")


if __name__ == "__main__":
    main()
