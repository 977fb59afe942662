"""Findings as Python programs of the standard library: requests to send, or replies to play."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from shapeproof.contract.model import Operation
from shapeproof.exchange import ClientExchange, HttpRequest, Reply
from shapeproof.generate.semantics import STAND_IN
from shapeproof.targets.client.values import to_driver


def octets(text: str) -> bytes:
    """The text in UTF-8; a character that cannot be encoded becomes a question mark."""
    return text.encode("utf-8", "replace")


def header_octets(value: str) -> bytes:
    """A header value in ISO-8859-1, as clients send it, or else in UTF-8."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return octets(value)


_HTTP_PROGRAM = """\
import http.client


def send(method, target, headers, body=b""):
    connection = http.client.{connection}({host!r}, {port!r}, timeout=60)
    connection.putrequest(method, target, skip_host={skip_host}, skip_accept_encoding=True)
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders(body)
    response = connection.getresponse()
    print(response.status, response.read().decode("utf-8", "replace"))
    connection.close()


"""
_ALL_PRINTABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def python_snippet(base_url: str, request: HttpRequest, before: Sequence[HttpRequest] = ()) -> str:
    """A program that sends the requests that set up the state, then the request itself.

    It prints the status and body of each response.
    """
    parts = urlsplit(base_url)
    prefix = parts.path.rstrip("/")
    requests = (*before, request)
    program = _HTTP_PROGRAM.format(
        connection="HTTPSConnection" if parts.scheme == "https" else "HTTPConnection",
        host=parts.hostname or "",
        port=parts.port,
        skip_host=any(_has(each, "host") for each in requests),
    )
    return program + "".join(_call(prefix, parts.netloc, each, requests) for each in requests)


def _call(
    prefix: str, netloc: str, request: HttpRequest, all_requests: Sequence[HttpRequest]
) -> str:
    headers: list[tuple[str, str | bytes]] = [
        (name, _plain(value)) for name, value in request.headers if name.lower() != "connection"
    ]
    if any(_has(each, "host") for each in all_requests) and not _has(request, "host"):
        headers.insert(0, ("Host", netloc))
    has_body = bool(request.body) or request.method in _WITH_BODY
    if has_body and not _has(request, "content-length"):
        headers.append(("Content-Length", str(len(request.body))))
    # http.client refuses blanks and what is not ASCII in a path.
    target = quote(prefix + request.target, safe=_ALL_PRINTABLE, errors="replace")
    values = [request.method, target, headers, *([request.body] if request.body else [])]
    return f"send({', '.join(map(repr, values))})\n"


def _plain(value: str) -> str | bytes:
    return value if value.isascii() else header_octets(value)


def _has(request: HttpRequest, name: str) -> bool:
    return any(key.lower() == name for key, _ in request.headers)


_CLIENT_PROGRAM = '''\
"""Plays replies to a client, and shows what it sends and says: python THIS_FILE DRIVER COMMAND"""
import os, socket, struct, subprocess, sys, threading

CALL = {call!r}
REPLIES = [  # the bytes of each, and how the connection goes on; the last one is repeated
{replies}]


def received(connection):
    data = b""
    while b"\\r\\n\\r\\n" not in data:
        more = connection.recv(65536)
        if not more:
            return data
        data += more
    head, _, body = data.partition(b"\\r\\n\\r\\n")
    for line in head.lower().split(b"\\r\\n"):
        if line.startswith(b"content-length:"):
            while len(body) < int(line.split(b":")[1]):
                body += connection.recv(65536)
    return head + b"\\r\\n\\r\\n" + body


def serve(connection):
    while request := received(connection):
        print("SENT", request.decode("utf-8", "replace"), sep="\\n", end="\\n\\n")
        data, after = REPLIES.pop(0) if len(REPLIES) > 1 else REPLIES[0]
        connection.sendall(data)
        if after == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if after in ("close", "reset"):
            break
    connection.close()


def accept(listener):
    while True:
        threading.Thread(target=serve, args=listener.accept()[:1], daemon=True).start()


listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=accept, args=(listener,), daemon=True).start()
endpoint = "http://127.0.0.1:%d" % listener.getsockname()[1]
dummies = {{"AWS_ACCESS_KEY_ID": "SHAPEPROOF", "AWS_SECRET_ACCESS_KEY": "shapeproof"}}
regions = {{"AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1"}}
environment = {{**os.environ, **dummies, **regions, "SHAPEPROOF_ENDPOINT": endpoint}}
done = subprocess.run(
    sys.argv[1:], input=CALL + "\\n", env=environment, stdout=subprocess.PIPE, text=True, timeout=60
)
print("SAID", done.stdout, sep="\\n")
'''


_LISTENING = 'endpoint = "http://127.0.0.1:%d" % listener.getsockname()[1]\n'
_LOCATING = f"""\
own, stand_in = endpoint[7:], {STAND_IN!r}  # addresses in the call and the replies
CALL = CALL.replace(stand_in, own)
REPLIES = [(data.replace(stand_in.encode(), own.encode()), after) for data, after in REPLIES]
"""


def client_program(call: ClientExchange, operation: Operation) -> str:
    """A program that starts a driver, lets it make the call and plays the replies."""
    name = f"$paginate:{operation.name}" if call.case.paginate else operation.name
    params = to_driver(operation.request, call.case.params)
    line = json.dumps({"id": 1, "operation": name, "params": params})
    replies = "".join(f"    ({each.data!r}, {_after(each)!r}),\n" for each in call.case.replies)
    program = _CLIENT_PROGRAM.format(call=line, replies=replies)
    return program.replace(_LISTENING, _LISTENING + _LOCATING) if STAND_IN in program else program


def _after(reply: Reply) -> str:
    return reply.after
