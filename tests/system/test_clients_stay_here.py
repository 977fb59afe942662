"""Drivers connect to nothing but this machine, in any language.

strace shows the system calls of a driver and of all that it starts, whatever library makes them.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .cli_runner import shapeproof_here
from .real_clients import CLIENTS, ROOT, RealClient

_ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
_CALLS = "trace=connect,sendto,sendmsg,sendmmsg"
_HERE = frozenset({"127.0.0.1", "::1"})
OPERATIONS = (
    ("amplifybackend", "GetToken"),
    ("machinelearning", "Predict"),
    ("sqs", "SendMessage"),
    ("s3", "HeadBucket"),
    ("dynamodb", "GetItem"),
)
"""Calls for which SDKs choose another address than their endpoint, and plain ones."""


def traced(path: Path, command: str) -> str:
    """The command under strace. Skips where that cannot trace."""
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed; apt-get install strace")
    traceable = subprocess.run(
        [found, "-o", "/dev/null", "true"], capture_output=True, check=False, timeout=60
    )
    if traceable.returncode:
        pytest.skip("strace may not trace here (it needs the capability SYS_PTRACE)")
    return f"{found} -f -qq -e {_CALLS} -o {shlex.quote(str(path))} {command}"


def addresses(path: Path) -> set[str]:
    """The addresses that were connected to, or sent to."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return {first or second for first, second in _ADDRESS.findall(text)}


def run_client(service: str, operation: str, driver: str) -> None:
    done = shapeproof_here(
        "client", service, "--driver", driver, "--operation", operation, "--phases", "coverage",
        "--max-requests", "150", cwd=ROOT,
    )  # fmt: skip
    assert done.status in (0, 1, 3), done.stdout + done.stderr


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.sampled("whole", [False], [True])
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_no_request_of_a_driver_leaves_this_machine(
    client: RealClient, whole: bool, tmp_path: Path
) -> None:
    """Each operation takes some seconds for each client."""
    if client.missing:
        pytest.skip(client.missing)
    for service, operation in OPERATIONS if whole else OPERATIONS[:1]:
        command = (*client.command, service)
        if not _has(client, service):
            continue
        path = tmp_path / service
        run_client(service, operation, traced(path, shlex.join(command)))
        assert addresses(path) == {"127.0.0.1"}


def _has(client: RealClient, service: str) -> bool:
    """Whether a client has a service: that for JavaScript has a package for each."""
    if client.name != "javascript":
        return True
    return client.needs.with_name(f"client-{service}").exists()


def test_a_connection_elsewhere_is_seen(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import socket\n"
        "for family, host in ((socket.AF_INET, '192.0.2.1'), (socket.AF_INET, '127.0.0.1')):\n"
        "    socket.socket(family, socket.SOCK_DGRAM).connect((host, 9))  # sends nothing\n",
        encoding="utf-8",
    )
    path = tmp_path / "trace"
    command = traced(path, shlex.join([sys.executable, str(program)]))

    subprocess.run(shlex.split(command), check=True, timeout=60)
    assert addresses(path) - _HERE == {"192.0.2.1"}
