"""Runs the blocks of a page in their order, in a folder of its own, as a reader would."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import botocore

from .commands import write_commands
from .output import missing_line
from .page import REPOSITORY, SHELL, Block, Note

SECONDS = 200
"""Longer than a command of a page takes, on a machine that has much else to do."""
_PORT = re.compile(r"(?:[ =:]|-p)(\d{4,5})\b")
_SHELL = """\
[ ! -f {state}/variables ] || . {state}/variables
export PAGE_OPTIONS={options}
[ ! -f {state}/folder ] || cd "$(cat {state}/folder)"
trap 'export -p > {state}/variables; pwd > {state}/folder' EXIT
: > {state}/failures
trap 'echo $? >> {state}/failures' ERR
set -o pipefail
"""


class Failed(AssertionError):
    """A block did not do what its page says."""


@dataclass
class Session:
    """A folder, its servers, and what the last command printed."""

    root: Path
    ports: dict[str, str] = field(default_factory=dict)
    servers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    printed: str = ""
    folders: int = 0

    def __enter__(self) -> Self:
        write_commands(self.root / "bin")
        self._start_folder()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.servers:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait(10)

    def follow(self, item: Block | Note) -> None:
        """Do what a block or a comment says. Raises Failed."""
        if isinstance(item, Note):
            self._prepare(item)
        elif item.note("skip"):
            return
        elif item.note("output"):
            self._compare(item.text, item.line)
        elif item.language == "diff":
            self._change(item)
        elif item.file is not None:
            self._write(item.file, item.text + "\n")
        elif item.note("background"):
            self._serve(item.text)
        elif item.language == "console":
            self._run_console(item)
        elif item.language in SHELL:
            self._run(item.text, item)
        elif item.language == "python":
            self._write(".block.py", item.text)
            self._run("python .block.py", item)

    def _prepare(self, note: Note) -> None:
        match note.verb:
            case "new":
                self._start_folder()
            case "run":
                self._run(note.text, Block("sh", note.text, note.line))
            case "serve":
                self._serve(note.text)
            case "copy":
                source, _, target = note.text.partition(" ")
                place = self._folder() / (target or Path(source).name)
                if (REPOSITORY / source).is_dir():
                    shutil.copytree(REPOSITORY / source, place, dirs_exist_ok=True)
                else:
                    shutil.copy(REPOSITORY / source, place)
            case "file":
                path, _, text = note.text.partition("\n")
                self._write(path.strip(), text + "\n")

    def _start_folder(self) -> None:
        self.folders += 1
        folder, state = self.root / f"page-{self.folders}", self.root / "state"
        folder.mkdir()
        shutil.rmtree(state, ignore_errors=True)
        state.mkdir()
        (state / "folder").write_text(str(folder))

    def _folder(self) -> Path:
        return Path((self.root / "state" / "folder").read_text().strip())

    def _write(self, name: str, text: str) -> None:
        path = self._folder() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._ported(text), encoding="utf-8")

    def _change(self, block: Block) -> None:
        """Make the change that a diff shows in the file that is named before it."""
        lines = [line for line in block.text.splitlines() if not line.startswith("@@")]
        old = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
        new = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
        path = self._folder() / (block.file or "")
        if not path.is_file() or path.read_text(encoding="utf-8").count(self._ported(old)) != 1:
            raise Failed(f"line {block.line}: {block.file} does not have these lines once:\n{old}")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(self._ported(old), self._ported(new)), encoding="utf-8")

    def _run_console(self, block: Block) -> None:
        """Run each line that begins with ``$``; the lines after it are what it prints."""
        steps = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
        for number, step in enumerate(steps, start=1):
            found = re.match(r"(?:[^\n]*\\\n)*[^\n]*", step)
            assert found is not None
            command = re.sub(r"\\\n> ", "\\\n", found.group())
            self._run(command, block if number == len(steps) else _succeeding(block))
            self._compare(step[found.end() :], block.line)

    def _run(self, script: str, block: Block) -> None:
        options = block.note("options")
        shortened = shlex.quote(options.text if options else "")
        text = _SHELL.format(state=self.root / "state", options=shortened) + self._ported(script)
        try:
            done = subprocess.run(
                ["bash", "-c", text], cwd=self._folder(), timeout=SECONDS, check=False,
                env=self._environment(),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise Failed(f"line {block.line}: not done after {SECONDS} s: {script}") from error
        self.printed = done.stdout.decode("utf-8", "replace")
        for port, other in self.ports.items():
            self.printed = self.printed.replace(other, port)
        status = block.note("status")
        expected = {int(status.text)} if status else set()
        failures = {int(each) for each in (self.root / "state" / "failures").read_text().split()}
        if failures != expected or done.returncode not in {0, *expected}:
            what = f"line {block.line}: status {failures or done.returncode}, expected"
            raise Failed(f"{what} {expected or 0}:\n{script}\n{self.printed}")

    def _compare(self, shown: str, line: int) -> None:
        missing = missing_line(shown, self.printed)
        if missing is not None:
            raise Failed(f"line {line}: not printed: {missing}\nprinted:\n{self.printed}")

    def _serve(self, command: str) -> None:
        """Start a server on a free port instead of the one that its command names."""
        found = _PORT.search(command)
        if found is None:
            raise Failed(f"name the port: {command}")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.ports[found[1]] = str(free.getsockname()[1])
        log = self.root / "state" / f"server-{found[1]}"
        with log.open("wb") as output:
            server = subprocess.Popen(
                ["bash", "-c", "exec " + self._ported(command.strip().removesuffix("&"))],
                cwd=self._folder(), env=self._environment(), stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.servers.append(server)
        for _ in range(600):
            with (
                suppress(OSError),
                socket.create_connection(("127.0.0.1", int(self.ports[found[1]])), 1),
            ):
                return
            if server.poll() is not None:
                break
            time.sleep(0.1)
        raise Failed(f"the server does not listen: {command}\n{log.read_text()}")

    def _ported(self, text: str) -> str:
        for port, other in self.ports.items():
            text = re.sub(rf"(?<![\d.,]){port}(?![\d,]|\.\d)", other, text)
        return text

    def _environment(self) -> dict[str, str]:
        """Nothing of the machine's AWS configuration, and no colours."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "GITHUB_", "PYTEST_", "SHAPEPROOF_"))
        }
        home = self.root / "home"
        home.mkdir(exist_ok=True)
        paths = (str(REPOSITORY / "src"), str(home / "packages"), os.environ.get("PYTHONPATH"))
        return {
            **kept,
            "PATH": f"{self.root / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "HOME": str(home),
            "PACKAGES": str(home / "packages"),
            "COLUMNS": "110",
            "NO_COLOR": "1",
            "BOTOCORE": botocore.__path__[0],
        }


def _succeeding(block: Block) -> Block:
    """The block without its status, which is that of the last command."""
    return replace(block, notes=tuple(each for each in block.notes if each.verb != "status"))
