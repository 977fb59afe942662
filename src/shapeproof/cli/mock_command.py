"""``shapeproof mock``: serve a mock that keeps to the contract."""

from __future__ import annotations

import click

from shapeproof.mock import serve


@click.command()
@click.argument("service")
@click.option("--port", type=click.IntRange(0, 65535), default=5000, show_default=True,
              help="Port on 127.0.0.1; 0 chooses a free one.")  # fmt: skip
@click.option("--protocol", metavar="NAME",
              help="Protocol, if a service speaks several; default as botocore.")  # fmt: skip
def mock(service: str, port: int, protocol: str | None) -> None:
    """Serve a mock of SERVICE on 127.0.0.1 until it is stopped with Ctrl-C.

    A bundled mock and moto's mocks keep state, as the service does. For services without either, a
    mock made of the contract returns legal values and refuses illegal requests; it keeps no state.
    """
    server = serve(service, port, protocol)
    click.echo(f"{service} at {server.url} (Ctrl-C stops it)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
