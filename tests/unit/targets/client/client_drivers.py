"""Drivers that misbehave, each in its own way: ``command("hangs")`` is how one is started."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

SCRIPT = r"""
import json, os, signal, subprocess, sys, time

MODE = sys.argv[1]
count = 0


def put(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def say(**document):
    put(json.dumps(document).encode() + b"\n")


def ok(**output):
    say(id=call["id"], ok=True, output=output)


def child(*options):
    code = "import time; time.sleep(600)"
    return subprocess.Popen([sys.executable, "-I", "-S", "-c", code], **dict(options)).pid


def stop():
    time.sleep(600)


if MODE == "crashes-at-start":
    sys.exit("no module called anything")
if MODE == "ends-at-start":
    sys.exit(0)
if MODE in ("hello", "slow-hello"):
    time.sleep(0.3 if MODE == "slow-hello" else 0)
    say(hello=1, client="a client 1.0", supports=["paginate"])
if MODE == "hello-2":
    say(hello=2)
if MODE == "odd-hello":
    say(hello=1, supports="paginate")
if MODE == "ignores-sigterm":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if MODE == "floods-stderr":
    for _ in range(100):
        sys.stderr.write("spam " * 20000 + "\n")
    sys.stderr.write("the end\n\n")
    sys.stderr.flush()
if MODE == "never-reads":
    stop()

for line in sys.stdin.buffer:
    call, count = json.loads(line), count + 1
    if count == 1 and not MODE.endswith("-first"):
        CHILD = None
        if MODE == "leaves-a-child":
            CHILD = child()
        if MODE == "leaves-a-child-alone":
            CHILD = child(("stderr", subprocess.DEVNULL), ("stdout", subprocess.DEVNULL))
        ok(call=call, environment=dict(os.environ), pid=os.getpid(), child=CHILD)
        continue
    match MODE.removesuffix("-first"):
        case "hangs" | "ignores-sigterm" | "leaves-a-child":
            stop()
        case "hangs-within-a-line":
            put(b'{"id": ')
            stop()
        case "crashes" if count == 3:
            raise KeyError("a slip")
        case "ends" if count == 3:
            sys.exit(0)
        case "is-killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "garbage":
            print("Connecting ...", flush=True)
        case "no-utf-8":
            put(b'{"id": 2, "ok": true, "output": {"a": "\xff"}}\n')
        case "no-object":
            put(b"[1]\n")
        case "deep":
            put(b"[" * 100000 + b"\n")
        case "deep-output":
            put(b'{"id": 2, "ok": true, "output": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}\n")
        case "nan":
            put(b'{"id": 2, "ok": true, "output": {"a": NaN}}\n')
        case "no-output":
            say(id=call["id"], ok=True)
        case "two-answers":
            put((json.dumps({"id": call["id"], "ok": True, "output": {}}) + "\n").encode() * 2)
        case "late-answer":
            ok()
            time.sleep(0.2)
            put(b'{"again": true}\n')
            sys.stderr.write("said it again\n")
            sys.stderr.flush()
        case "wrong-id":
            say(id=call["id"] + 1, ok=True, output={})
        case "text-id":
            say(id=str(call["id"]), ok=True, output={})
        case "no-id":
            say(ok=True, output={})
        case "closes-stdout":
            os.close(1)
            stop()
        case "closes-stdin":
            os.close(0)
            ok()
            stop()
        case "endless-line":
            while True:
                put(b"x" * 65536)
        case "endless-blanks":
            while True:
                put(b"\n" * 65536)
        case "endless-lines":
            while True:
                put(b'{"a": 1}\n' * 8192)
        case "endless-stderr":
            while True:
                sys.stderr.write("spam " * 20000)
        case "huge-line":
            ok(text="x" * 3000000)
        case "blank-lines":
            put(b"\n \r\n")
            ok()
        case "error":
            error = {"kind": "service", "code": "Gone", "message": None, "status": 404}
            say(id=call["id"], ok=False, error={**error, "fields": {"At": {"$blob": "AA=="}}})
        case _:
            ok(call=call)

if MODE == "stays-after-eof":
    stop()
"""


def written(folder: Path) -> Path:
    """The script that plays any of them."""
    path = folder / "driver.py"
    path.write_text(SCRIPT)
    return path


def command(script: Path, mode: str) -> str:
    """What starts one; without site-packages, which it does not need."""
    return shlex.join([sys.executable, "-I", "-S", str(script), mode])
