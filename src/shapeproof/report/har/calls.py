"""The report ``har`` of passive mode: the messages of the calls that tests make.

Calls are seen in any process of pytest-xdist, and travel to the one that writes as plain values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.report.har.archive import Archive
from shapeproof.report.har.reporter import masked_exchange
from shapeproof.report.interface import OutputFile
from shapeproof.report.masking.masker import Masker
from shapeproof.report.masking.urls import without_credentials


@dataclass(frozen=True)
class CallExchange:
    """The messages of a call: where its request went, when, and which findings it shows."""

    service: str
    url: str
    exchange: Exchange
    began: float
    seconds: float
    findings: tuple[str, ...] = ()

    def plain(self, masker: Masker, test: str) -> dict[str, Any]:
        """As texts, numbers and lists, without secrets. Bodies are texts of Latin-1."""
        exchange = masked_exchange(masker, self.service, self.exchange)
        request, response = exchange.request, exchange.response
        parts = urlsplit(without_credentials(self.url))
        named = [f"test {test}" if test else "outside of tests"]
        return {
            "url": f"{parts.scheme}://{parts.netloc}{request.target}",
            "method": request.method,
            "headers": [list(each) for each in request.headers],
            "body": request.body.decode("latin-1"),
            "status": response.status if response else 0,
            "response_headers": [list(each) for each in response.headers] if response else [],
            "response_body": response.body.decode("latin-1") if response else "",
            "failure": exchange.failure or "",
            "began": self.began,
            "seconds": self.seconds,
            "comment": "; ".join((*named, *(f"finding {each}" for each in self.findings))),
        }


class CallArchive:
    """A HAR of calls, written as the reports of tests arrive. Methods raise BadUsage."""

    def __init__(self, output: OutputFile) -> None:
        self._archive = Archive(output, "calls of tests; the comments name tests and findings")

    def add(self, plain: dict[str, Any]) -> None:
        """Write the messages of a call."""
        request = HttpRequest(
            plain["method"], "", _pairs(plain["headers"]), plain["body"].encode("latin-1")
        )
        response = HttpResponse(
            plain["status"],
            _pairs(plain["response_headers"]),
            plain["response_body"].encode("latin-1"),
        )
        self._archive.add(
            plain["url"],
            request,
            response if plain["status"] else None,
            began=plain["began"],
            seconds=plain["seconds"],
            comment=plain["comment"],
            failure=plain["failure"],
        )

    def finish(self) -> None:
        """Write the end."""
        self._archive.close()


def _pairs(headers: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers)
