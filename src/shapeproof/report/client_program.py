"""A call as a Python program of the standard library, which plays the replies to any driver."""

from __future__ import annotations

import json

from shapeproof.contract.model import Operation
from shapeproof.exchange import ClientExchange, Reply
from shapeproof.targets.client.driver_values import to_driver

_PROGRAM = '''\
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


def client_program(call: ClientExchange, operation: Operation) -> str:
    """A program that starts a driver, asks it for the call and plays the replies."""
    name = f"$paginate:{operation.name}" if call.case.paginate else operation.name
    params = to_driver(operation.request, call.case.params)
    line = json.dumps({"id": 1, "operation": name, "params": params})
    replies = "".join(f"    ({each.data!r}, {_after(each)!r}),\n" for each in call.case.replies)
    return _PROGRAM.format(call=line, replies=replies)


def _after(reply: Reply) -> str:
    return reply.after
