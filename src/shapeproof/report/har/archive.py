"""An archive that is written an entry at a time, so that a killed run keeps what it saw.

What is known of an entry only later is added to its comment at the end. For this the archive notes
where each comment ends.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import BinaryIO

import harfile

from shapeproof import __version__
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.report.har.messages import har_request, har_response
from shapeproof.report.interface import OutputFile

_END = b'"\n            }'
"""What harfile writes after the text of a comment, as the last member of an entry."""


class _Sink:
    """A file of text for harfile, which knows how many bytes it has."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = 0

    def write(self, text: str) -> int:
        data = text.encode("utf-8", "backslashreplace")
        self._file.write(data)
        self.size += len(data)
        return len(text)

    def flush(self) -> None:
        self._file.flush()


class Archive:
    """A HAR file. Methods raise BadUsage where it cannot be written any more."""

    def __init__(self, output: OutputFile, comment: str) -> None:
        self._output = output
        try:
            self._file: BinaryIO = output.opened()
        except OSError as error:
            raise self._failure(error) from None
        self._sink = _Sink(self._file)
        self._har = archive_of(self._sink, comment)

    def add(
        self,
        url: str,
        request: HttpRequest,
        response: HttpResponse | None,
        *,
        began: float,
        seconds: float,
        comment: str,
        failure: str = "",
    ) -> int:
        """Write an entry at once; returns the place of its comment, for ``close``."""
        try:
            add_entry(self._har, url, request, response, began, seconds, comment, failure)
            self._har.flush()
        except OSError as error:
            raise self._failure(error) from None
        return self._sink.size - len(_END)

    def close(self, later: Mapping[int, str] | None = None) -> None:
        """Write the end; ``later`` is what is added to comments, by their places."""
        try:
            self._har.close()
            self._file.close()
            if later and self._output.replaceable:
                self._add_later(later)
        except OSError as error:
            raise self._failure(error) from None

    def _add_later(self, later: Mapping[int, str]) -> None:
        path = self._output.path.resolve()
        copy = path.with_name(f".{path.name[:200]}.har.tmp")
        try:
            copy.unlink(missing_ok=True)
            with path.open("rb") as source, copy.open("xb") as target:  # through no link
                for place in sorted(later):
                    _copy(source, target, place - source.tell())
                    if source.read(len(_END)) != _END:
                        return  # harfile has another layout: the comments stay as they are
                    source.seek(place)
                    target.write(later[place].encode("ascii"))
                shutil.copyfileobj(source, target)
            copy.replace(path)
        finally:
            with suppress(OSError):
                copy.unlink(missing_ok=True)

    def _failure(self, error: OSError) -> BadUsage:
        reason = error.strerror or str(error)
        return BadUsage(self._output.spec, f"cannot write {self._output.path}: {reason}")


def archive_of(file: object, comment: str) -> harfile.HarFile:
    """A HAR that is written to an open file of text."""
    creator = harfile.Creator(name="shapeproof", version=__version__)
    return harfile.HarFile(file, creator=creator, comment=comment)  # type: ignore[arg-type]


def add_entry(
    har: harfile.HarFile,
    url: str,
    request: HttpRequest,
    response: HttpResponse | None,
    began: float,
    seconds: float,
    comment: str,
    failure: str = "",
) -> None:
    """Add an exchange: when it began in seconds since 1970, and how many it took."""
    time = round(seconds * 1_000, 3)
    har.add_entry(
        startedDateTime=datetime.fromtimestamp(began, UTC),
        time=time,
        request=har_request(url, request),
        response=har_response(response, failure),
        timings=harfile.Timings(send=0, wait=time, receive=0),
        comment=comment,
    )


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size > 0 and (data := source.read(min(size, 1 << 20))):
        target.write(data)
        size -= len(data)
