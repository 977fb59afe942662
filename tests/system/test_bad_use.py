"""Whatever a user gets wrong is one clear line on standard error, and exit status 2."""

import json
import shutil
import socket
from pathlib import Path

import pytest

from .cli_runner import shapeproof, shapeproof_here

STALE = json.dumps({"corrections": [
    {"shape": "NoSuchShape", "pointer": "/required", "remove": True, "reason": "x"}
]})  # fmt: skip
UNKNOWN_KIND = json.dumps({"trust": [{"kind": "luck", "level": "sure", "reason": "x"}]})
PINNED = Path(__file__).parents[2] / "contracts"
ONE = ("--operation", "ListS3Buckets")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["server", "amplifybakend"], ["unknown service", "amplifybackend"]),
        (["server", "no/../such"], ["unknown service"]),
        (["mock", "amplifybakend"], ["unknown service", "amplifybackend"]),
        (["client", "amplifybakend", "--boto3"], ["unknown service", "amplifybackend"]),
        (
            ["client", "sns", "--boto3", "--protocol", "json"],
            ["--protocol json", "choose from query"],
        ),
        (["client", "amplifybackend"], ["--driver", "--boto3"]),
        (
            ["client", "amplifybackend", "--boto3", "--driver", "x"],
            ["choose exactly one"],
        ),
        (["client", "amplifybackend", "--driver", ""], ["driver"]),
        (["client", "amplifybackend", "--driver", "node 'x"], ["driver"]),
        (["client", "amplifybackend", "--driver", "no-such-program x"], ["no-such-program"]),
        (["client", "amplifybackend", "--driver", "false"], ["cannot start the client false"]),
        (
            ["client", "amplifybackend", "--driver", "echo hello", "--call-timeout", "3"],
            ["cannot start the client echo hello"],
        ),
        (["client", "amplifybackend", "--boto3", "--phases", "stateful"], ["coverage, fuzz"]),
        (["client", "amplifybackend", "--callable", "nothing"], ["MODULE:NAME"]),
        (["client", "amplifybackend", "--callable", "no_such_module:f"], ["no_such_module"]),
        (["server", "sns", "http://127.0.0.1:1", "--protocol", "x"], ["sns speaks query"]),
        (["server", "amplifybackend", "http://10.0.0.1:5000"], ["--allow-remote"]),
        (["server", "amplifybackend", "https://amplifybackend.us-east-1.amazonaws.com"], ["AWS"]),
        (
            ["server", "amplifybackend", "https://x.api.aws", "--allow-remote"],
            ["refusing to send", "AWS"],
        ),
        (["server", "amplifybackend", "ftp://127.0.0.1"], ["http"]),
        (["server", "amplifybackend", "http://127.0.0.1:99999"], ["URL"]),
        (["server", "amplifybackend", "--operation", "GetBackened"], ["GetBackened", "GetBackend"]),
        (["server", "amplifybackend", "--report", "json=/proc/none/x.json"], ["--report json="]),
        (["server", "amplifybackend", "--report", "pdf=x.pdf"], ["pdf", "json"]),
        (["server", "amplifybackend", "--report", "json"], ["json=PATH"]),
        (["server", "amplifybackend", "--shard", "4/3"], ["--shard 4/3"]),
        (["server", "amplifybackend", "--phases", "everything"], ["--phases", "coverage"]),
        (["server", "amplifybackend", "--contract", "no-such-folder"], ["--contract", "no such"]),
        (["server", "amplifybackend", "--baseline", "none.json"], ["none.json"]),
        (["server", "amplifybackend", "--update-baseline"], ["--baseline FILE"]),
        (["server", "amplifybackend", "--wsgi", "nowhere"], ["MODULE:APP"]),
        (["server", "amplifybackend", "--wsgi", "nowhere:app"], ["nowhere"]),
        (["server", "amplifybackend", "--wsgi", "json:dumps", "--moto"], ["at most one"]),
        (["server", "amplifybackend", "--max-requests", "0"], ["--max-requests"]),
        (["server", "amplifybackend", "--strategies", "none"], ["--strategies", "does not exist"]),
        (["server"], ["SERVICE"]),
        (["serve"], ["No such command"]),
        (["contract", "diff", "no-such", "sqs"], ["unknown service", "no-such"]),
        (["contract", "diff", "./a", "sqs"], ["./a", "no such file or folder", "botocore"]),
        (["contract", "diff", ".", "sqs"], ["no contract", "lies in it"]),
        (["contract", "show", "amplifybakend"], ["unknown service", "amplifybackend"]),
        (["contract", "show", "amplifybackend", "GetBackened"], ["GetBackened", "GetBackend"]),
        (["contract", "pin", "amplifybakend"], ["unknown service", "amplifybackend"]),
        (["contract", "openapi", "sqs"], ["sqs", "json", "rest-json"]),
        (["contract", "openapi", "amplifybackend", "--output", "/proc/none/x"], ["--output"]),
        (["contract", "list", "no-such-service"], ["no-such-service"]),
        (["report", "show", "none.json"], ["none.json"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_use(arguments: list[str], words: list[str], tmp_path: Path) -> None:
    _expect_one_line(shapeproof_here(*arguments, cwd=tmp_path), *words)


@pytest.mark.parametrize("arguments", [["server", "no-such"], ["report", "show", "none.json"]])
def test_bad_use_of_the_installed_command(arguments: list[str], tmp_path: Path) -> None:
    _expect_one_line(shapeproof(*arguments, cwd=tmp_path), arguments[-1])


def _expect_one_line(outcome, *words: str) -> None:
    assert outcome.status == 2, outcome
    assert outcome.stderr.startswith("shapeproof: ")
    assert outcome.stderr.count("\n") == 1
    assert "Traceback" not in outcome.stderr
    for word in words:
        assert word in outcome.stderr


def test_unreachable_url(free_port: int, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port}"
    _expect_one_line(shapeproof_here("server", "amplifybackend", url, cwd=tmp_path), url, "reach")


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("service.json", '{"format": 1,', ["service.json", "not JSON", "line 1"]),
        ("service.json", "[]", ["service.json", "object"]),
        ("service.json", '{"format": 99}', ["service.json", "/format", "upgrade shapeproof"]),
        ("GetBackend.json", '{"pythonName": 3}', ["GetBackend.json", "/pythonName"]),
        ("lifecycle.json", '{"needs": {"Nope": {}}}', ["lifecycle.json", "Nope"]),
        ("overlay.json", '{"corrections": [{}]}', ["overlay.json", "/corrections/0"]),
        ("GetBackend.json", "[" * 100_000, ["GetBackend.json", "nested"]),
        ("GetBackend.json", " " * 40_000_000, ["GetBackend.json", "larger than"]),
        ("overlay.json", STALE, ["overlay.json", "/corrections/0", "NoSuchShape", "to correct"]),
        ("overlay.json", UNKNOWN_KIND, ["overlay.json", "/trust/0/kind", "luck"]),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_corrupt_contract(file: str, text: str, words: list[str], tmp_path: Path) -> None:
    shutil.copytree(PINNED, tmp_path / "contracts")
    broken = tmp_path / "contracts" / "amplifybackend" / "2020-08-11" / file
    broken.write_text(text)
    # Found as the user's own ./contracts, and by --contract.
    _expect_one_line(shapeproof_here("server", "amplifybackend", *ONE, cwd=tmp_path), *words)
    outcome = shapeproof_here(
        "server",
        "amplifybackend",
        *ONE,
        "--contract",
        str(tmp_path / "contracts"),
        cwd=PINNED.parent,
    )
    _expect_one_line(outcome, *words)


@pytest.mark.parametrize(
    ("definitions", "words"),
    [
        ({"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}}, ["/$defs/A/$ref"]),
        (
            {
                "A": {
                    "type": "object",
                    "required": ["a"],
                    "properties": {"a": {"$ref": "#/$defs/A"}},
                }
            },
            ["/$defs/A", "without end"],
        ),
        ({"A": {"type": "string", "pattern": "("}}, ["/$defs/A/pattern"]),
    ],
)
def test_references_in_circles(definitions: dict, words: list[str], tmp_path: Path) -> None:
    shutil.copytree(PINNED, tmp_path / "contracts")
    file = tmp_path / "contracts/amplifybackend/2020-08-11/GetBackend.json"
    document = json.loads(file.read_text())
    document["request"]["properties"]["Loop"] = {"$ref": "#/$defs/A"}
    document["request"]["$defs"] = definitions
    file.write_text(json.dumps(document))
    for command in ("server", "contract show"):
        outcome = shapeproof_here(*command.split(), "amplifybackend", cwd=tmp_path)
        _expect_one_line(outcome, "GetBackend.json", "/request", *words)


def test_a_broken_model_of_botocore(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "sqs" / "2012-11-05"
    folder.mkdir(parents=True)
    for name, text in (("service-2.json", "{"), ("service-2.json.gz", "no gzip")):
        (folder / name).write_text(text)
        outcome = shapeproof_here("contract", "diff", str(tmp_path / "data"), "sqs", cwd=tmp_path)
        _expect_one_line(outcome, name, "not a model")
        (folder / name).unlink()


def test_a_missing_operation_file(tmp_path: Path) -> None:
    shutil.copytree(PINNED, tmp_path / "contracts")
    (tmp_path / "contracts/amplifybackend/2020-08-11/GetToken.json").unlink()
    outcome = shapeproof_here("server", "amplifybackend", cwd=tmp_path)
    _expect_one_line(outcome, "GetToken.json", "missing")


def test_nothing_is_lost_where_a_second_report_cannot_be_written(tmp_path: Path) -> None:
    kept = tmp_path / "report.json"
    kept.write_text('{"older": "report"}')
    outcome = shapeproof_here(
        "server", "amplifybackend", *ONE,
        "--report", f"json={kept}", "--report", "markdown=/proc/none/x.md", cwd=tmp_path,
    )  # fmt: skip
    _expect_one_line(outcome, "/proc/none/x.md")
    assert json.loads(kept.read_text()) == {"older": "report"}
