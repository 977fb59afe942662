"""``shapeproof mock``: serve mocks that keep to the contract."""

from __future__ import annotations

from typing import Any

import click

from shapeproof.cli.configured import ConfiguredCommand, ServiceName
from shapeproof.cli.contract_option import contract_option
from shapeproof.cli.option_types import FiniteRange, ProtocolName


@click.command(cls=ConfiguredCommand)
@click.argument("services", cls=ServiceName, nargs=-1, required=True, metavar="SERVICE...")
@click.option("--port", type=click.IntRange(0, 65535), default=5000, show_default=True,
              help="Port on 127.0.0.1; 0 chooses a free one.")  # fmt: skip
@click.option("--protocol", type=ProtocolName(), metavar="NAME",
              help="Answer in this protocol only; default all that a service speaks.")  # fmt: skip
@contract_option
@click.option("--seed", type=int, default=0, show_default=True,
              help="What the mock chooses (identifiers, failures) follows from it.")  # fmt: skip
@click.option("--latency", type=FiniteRange(0), default=0.0, metavar="SECONDS",
              help="Wait before each answer.")  # fmt: skip
@click.option("--error-rate", type=FiniteRange(0, 1), default=0.0, metavar="P",
              help="Share of calls that fail with the service's internal error.")  # fmt: skip
@click.option("--throttle", type=FiniteRange(0, min_open=True), metavar="RATE",
              help="Calls a second; the others get the service's throttling error.")  # fmt: skip
@click.option("--moto", "use_moto", is_flag=True,
              help="Serve moto's own mock of one service instead.")  # fmt: skip
def mock(services: tuple[str, ...], **options: Any) -> None:
    """Serve mocks of the services on 127.0.0.1 until Ctrl-C stops them.

    A mock is made of the service's contract: it keeps what is made, returns legal values and
    refuses illegal requests. Several services share the port. See docs/reference/mock.md.
    """
    from shapeproof.cli.mock_session import serve_mocks  # it takes seconds to import

    serve_mocks(services, **options)
