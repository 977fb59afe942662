"""Requests as curl lines for bash that send the very same bytes, one line each.

A request whose path or header field is too long for curl is sent by a line of Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from shapeproof.exchange import Headers, HttpRequest
from shapeproof.report.python_program import header_octets, octets, python_snippet

_SAFE = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_NAMED = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "'": r"\'", "\\": r"\\"}


def shell_quote(data: str | bytes) -> str:
    r"""One word of bash: bare, in ``'…'``, or in ``$'…'`` with escapes. NUL cannot be in it."""
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    text = raw.decode("utf-8", "surrogateescape")
    if _SAFE.fullmatch(text):
        return text
    if text.isprintable():
        return "'" + text.replace("'", r"'\''") + "'"
    return "$'" + "".join(map(_ansi_c, text)) + "'"


def printf_command(data: bytes) -> str:
    r"""A command that writes the bytes, including NULs, to its standard output."""
    if b"\0" not in data:
        return f"printf %s {shell_quote(data)}"
    text = data.decode("utf-8", "surrogateescape").replace("%", "%%").replace("\\", r"\\")
    return "printf '" + "".join(map(_printf_escape, text)) + "'"


def _ansi_c(character: str) -> str:
    # History expansion acts on ! in $'…' that contains an escaped quote.
    if character in _NAMED:
        return _NAMED[character]
    return character if character.isprintable() and character != "!" else _octal(character)


def _printf_escape(character: str) -> str:
    return character if character.isprintable() and character not in "'!" else _octal(character)


def _octal(character: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))


MAX_ARGUMENT = 32_768
"""Longer arguments go through a pipe; Linux allows 131,072 bytes."""
MAX_CONFIG = 100_000
"""Older versions of curl refuse longer lines in a file of options."""

_URL_SAFE = re.compile(r"/[!$-;=?-~]*")
_GLOBBED = re.compile(r"[\[\]{}]")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def curl_lines(base_url: str, request: HttpRequest, before: Sequence[HttpRequest] = ()) -> str:
    """The requests that set up the state, without output, then the request itself."""
    lines = [_Curl(base_url, each, ("-o", "/dev/null")).line() for each in before]
    return "\n".join((*lines, _Curl(base_url, request, ("-i",)).line()))


@dataclass(frozen=True)
class _Curl:
    base_url: str
    request: HttpRequest
    output: tuple[str, ...]

    def line(self) -> str:
        short, long = self._split()
        if any(len(_escaped(value)) > MAX_CONFIG for _, value in long):
            return self._in_python()
        words = ["curl", "-sS", *self.output, "--path-as-is", *short]
        if long:
            words += ["-K", f"<({printf_command(_config(long))})"]
        body = self.request.body
        if not self._body_by_pipe():
            return " ".join(words)
        return f"{printf_command(body)} | {' '.join(words)} --data-binary @-"

    def _in_python(self) -> str:
        quiet = "" if "-i" in self.output else " > /dev/null"
        program = python_snippet(self.base_url, self.request)
        return f"{printf_command(program.encode())} | python3 -{quiet}"

    def _split(self) -> tuple[list[str], list[tuple[str, bytes]]]:
        """The options as words, and those that are too long for a word."""
        short: list[str] = []
        long: list[tuple[str, bytes]] = []
        for flag, name, value in self._options():
            if len(value) > MAX_ARGUMENT:
                long.append((name, value))
            else:
                short += [each for each in (flag, shell_quote(value)) if each]
        globbing = ["-g"] if _GLOBBED.search(self.request.target) else []
        return [*self._method(), *globbing, *short], long

    def _method(self) -> list[str]:
        method, body = self.request.method, self.request.body
        if method == "HEAD" and not body:
            return ["-I"]
        implied = "POST" if body or method in _WITH_BODY else "GET"
        # An answer to HEAD has no body, which curl would wait for.
        patience = ["--max-time", "10"] if method == "HEAD" else []
        return [] if method == implied else ["-X", shell_quote(method), *patience]

    def _options(self) -> Iterator[tuple[str, str, bytes]]:
        target = self.request.target
        plain = _URL_SAFE.fullmatch(target) is not None
        if not plain:
            path = urlsplit(self.base_url).path.rstrip("/") + target
            yield "--request-target", "request-target", octets(path)
        for header in self._headers():
            yield "-H", "header", header
        has_body = bool(self.request.body) or self.request.method in _WITH_BODY
        if has_body and not self._body_by_pipe():
            yield "--data-binary", "data-binary", self.request.body
        url = self.base_url.rstrip("/") + (target if plain else "/")
        yield "", "url", octets(url)

    def _headers(self) -> Iterator[bytes]:
        names = {name.lower() for name, _ in self.request.headers}
        for name, value in _worth_sending(self.base_url, self.request):
            yield octets(name) + (b": " + header_octets(value) if value else b";")
        if self.request.body or self.request.method in _WITH_BODY:
            if "content-type" not in names:
                yield b"Content-Type:"
            if self._body_by_pipe() and "expect" not in names:
                yield b"Expect:"

    def _body_by_pipe(self) -> bool:
        body = self.request.body
        return len(body) > MAX_ARGUMENT or body.startswith(b"@") or b"\0" in body


def _worth_sending(base_url: str, request: HttpRequest) -> Headers:
    """The fields that curl would not send by itself."""
    implied = {
        "connection": {"close", "keep-alive"},
        "content-length": {str(len(request.body))},
        "host": {urlsplit(base_url).netloc},
    }
    return tuple(
        (name, value)
        for name, value in request.headers
        if value not in implied.get(name.lower(), ())
    )


def _config(options: Sequence[tuple[str, bytes]]) -> bytes:
    return b"\n".join(name.encode() + b' = "' + _escaped(value) + b'"' for name, value in options)


def _escaped(value: bytes) -> bytes:
    for plain, escape in ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n"), (b"\r", b"\\r")):
        value = value.replace(plain, escape)
    return value
