"""Real clients behind the drivers of examples/clients, and what each does in its own way."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DRIVERS = ROOT / "examples" / "clients"
INSTALLED = ROOT / ".cache" / "clients"


@dataclass(frozen=True)
class Deviation:
    """What a client does against the contract, by its own code: findings that are right.

    The check, the places of the findings (a report's ``where``), and why the client does so.
    """

    check: str
    places: frozenset[str]
    reason: str


@dataclass(frozen=True)
class RealClient:
    """A driver's command line, and the file that has to be there for it to work."""

    name: str
    needs: Path
    command: tuple[str, ...]
    paginates: bool = True
    deviations: tuple[Deviation, ...] = ()

    @property
    def missing(self) -> str:
        """Why it cannot be driven here; empty where it can."""
        if self.needs.exists():
            return ""
        return f"{self.name} is not installed; examples/clients/setup.sh installs it"

    def start(self, endpoint: str) -> subprocess.Popen:
        """The driver as a process with pipes, as the suite starts it."""
        return subprocess.Popen(
            self.command,
            env={
                **os.environ,
                "AWS_ACCESS_KEY_ID": "key",
                "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_REGION": "us-east-1",
                "AWS_DEFAULT_REGION": "us-east-1",
                "SHAPEPROOF_ENDPOINT": endpoint,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )


def _python(name: str, python: Path, **settings) -> RealClient:
    command = (str(python), str(DRIVERS / f"{name}_driver.py"))
    return RealClient(name, python, command, **settings)


def _javascript(**settings) -> RealClient:
    modules = INSTALLED / "javascript" / "node_modules"
    driver = str(DRIVERS / "javascript_driver.mjs")
    command = ("env", f"NODE_PATH={modules}", "node", driver)
    needs = modules / "@aws-sdk" / "client-amplifybackend"
    return RealClient("javascript", needs, command, paginates=False, **settings)


def _broken(reason: str, *labels: str) -> Deviation:
    return Deviation("robustness", frozenset(f"reply {label}" for label in labels), reason)


NO_JSON = _broken(
    "botocore.parsers takes a body that is no JSON for one with a message alone, and drops that",
    "half", "html-200", "no-json", "trailing-comma", "trailing-text", "truncated",
)  # fmt: skip
TOO_SHORT = _broken("and so where Content-Length cuts the JSON short", "length-under")
UNFINISHED = _broken(
    "botocore.httpsession has urllib3 not compare the body with Content-Length", "length-over"
)
NO_OBJECT = _broken(
    "@smithy/core looks for members in JSON of any type, and finds none in what is no object",
    "list", "number", "text",
)  # fmt: skip

CLIENTS = (
    _python("boto3", Path(sys.executable), deviations=(NO_JSON, TOO_SHORT, UNFINISHED)),
    _python("aiobotocore", INSTALLED / "aiobotocore" / "bin" / "python", deviations=(NO_JSON,)),
    _python("awscli", INSTALLED / "awscli" / "bin" / "python", deviations=(NO_JSON, TOO_SHORT)),
    _javascript(deviations=(NO_OBJECT,)),
)


@dataclass(frozen=True)
class OtherProtocol:
    """A client, and some operations of a service that speaks another protocol than rest-json.

    ``package`` is what the SDK for JavaScript needs for the service.
    """

    client: str
    service: str
    protocol: str
    package: str
    operations: tuple[str, ...]

    @property
    def _client(self) -> RealClient:
        return next(each for each in CLIENTS if each.name == self.client)

    @property
    def missing(self) -> str:
        """Why it cannot be driven here; empty where it can."""
        needs = self._client.needs
        needs = needs.with_name(self.package) if self.package else needs
        if needs.exists():
            return ""
        return f"{self.client} has no {self.service} here; examples/clients/setup.sh installs it"

    @property
    def command(self) -> tuple[str, ...]:
        """The driver's command line."""
        return (*self._client.command, self.service)

    def is_known(self, finding: dict) -> bool:
        """Whether a finding is right, and the client's own.

        @aws-sdk/xml-builder reads the reference of a character as one UTF-16 unit
        (String.fromCharCode), so that those beyond U+FFFF are lost.
        """
        lost = "\U0001f600", "\uf600"
        is_lost = finding["expected"].replace(*lost) == finding["actual"]
        return self.client == "javascript" and finding["check"] == "output" and is_lost
