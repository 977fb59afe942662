"""What the README has people type works as it stands."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from shapeproof.mock import serve

from .cli_runner import shapeproof

REPOSITORY = Path(__file__).parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)
COMMANDS = sorted(
    {
        line.partition("#")[0].strip()
        for _, block in BLOCKS
        for line in block.splitlines()
        if line.startswith("shapeproof ")
    }
)

KMS = {"method": "POST", "url": "https://kms.us-east-1.amazonaws.com/"}
KMS_HEADERS = {
    "X-Amz-Target": "TrentService.ListKeys",
    "Content-Type": "application/x-amz-json-1.1",
}
ANSWER = '{"Keys": [], "Truncated": false}'


def record_traffic(folder: Path) -> None:
    """Write one call and its answer as a HAR and as a cassette, which is YAML."""
    fields = [{"name": name, "value": value} for name, value in KMS_HEADERS.items()]
    content = {"size": len(ANSWER), "mimeType": "application/x-amz-json-1.1", "text": ANSWER}
    request = {**KMS, "headers": fields, "postData": {"mimeType": "", "text": "{}"}}
    entry = {"request": request, "response": {"status": 200, "headers": [], "content": content}}
    har = {"log": {"version": "1.2", "creator": {}, "entries": [entry]}}
    (folder / "session.har").write_text(json.dumps(har))
    interaction = {
        "request": {**KMS, "uri": KMS["url"], "body": "{}", "headers": KMS_HEADERS},
        "response": {"status": {"code": 200}, "headers": {}, "body": {"string": ANSWER}},
    }
    (folder / "cassettes").mkdir()
    cassette = {"version": 1, "interactions": [interaction]}
    (folder / "cassettes" / "keys.yaml").write_text(json.dumps(cassette))


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("command", [each for each in COMMANDS if " mock " not in each])
def test_command(command: str, tmp_path: Path) -> None:
    (tmp_path / "known.json").write_text('{"version": 1, "findings": []}')
    arguments = shlex.split(command)[1:]
    if arguments[0] == "server":
        # One operation is enough to see that the command is right.
        arguments += ["--operation", "ListS3Buckets"]
    where = tmp_path
    if arguments[0] == "traffic":
        record_traffic(tmp_path)
    if arguments[0] == "client":
        arguments += ["--operation", "ListS3Buckets", "--max-examples", "5"]
        arguments = [each.replace(".venv/bin/python", sys.executable) for each in arguments]
        where = REPOSITORY  # the drivers are there
    if arguments[:2] == ["contract", "diff"]:
        assert shapeproof("contract", "pin", "amplifybackend", cwd=tmp_path).status == 0
    with serve("amplifybackend") as server:
        arguments = [each.replace("http://127.0.0.1:5000", server.url) for each in arguments]
        outcome = shapeproof(*arguments, cwd=where)
    assert outcome.status == 0, outcome
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize("command", [each for each in COMMANDS if " mock " in each])
def test_mock_command_serves_boto3(command: str) -> None:
    arguments = shlex.split(command)[1:]
    assert arguments[1] == "sns"
    arguments[-1] = "0"  # any free port
    start = [sys.executable, "-u", "-c", "from shapeproof.cli.main import main; main()"]
    with subprocess.Popen([*start, *arguments], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = re.search(r"http://\S+", process.stdout.readline())
            assert url is not None
            client = boto3.client(
                "sns",
                endpoint_url=url.group(),
                region_name="us-east-1",
                aws_access_key_id="x",
                aws_secret_access_key="x",
            )
            arn = client.create_topic(Name="orders")["TopicArn"]
            assert [each["TopicArn"] for each in client.list_topics()["Topics"]] == [arn]
        finally:
            process.terminate()
            process.wait(10)
    assert process.returncode in (0, 3)


@pytest.mark.parametrize("script", [block for language, block in BLOCKS if language == "python"])
def test_python_block(script: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_options_of_the_readme_exist() -> None:
    commands = (
        "server",
        "client",
        "mock",
        "traffic",
        "contract pin",
        "contract diff",
        "contract openapi",
    )
    help_text = "".join(shapeproof(*each.split(), "--help").stdout for each in commands)
    pytest_help = (sys.executable, "-m", "pytest", "--help")
    help_text += subprocess.run(pytest_help, capture_output=True, text=True, check=True).stdout
    for option in set(re.findall(r"--[a-z][a-z-]+", README)):
        assert option in help_text, option


def test_make_targets_exist() -> None:
    makefile = (REPOSITORY / "Makefile").read_text()
    targets = re.findall(r"`make (\w+)`", README)
    assert len(targets) >= 3
    for target in targets:
        assert f"\n{target}:" in makefile


def test_it_is_short_and_has_two_pictures() -> None:
    assert len(README.splitlines()) < 150
    pictures = re.findall(r"!\[([^]]+)\]\(([^)]+)\)", README)
    assert len(pictures) == 2
    for text, path in pictures:
        assert len(text) > 60  # what is shown, for those who do not see it
        assert (REPOSITORY / path).stat().st_size < 300_000


def test_ci_runs_the_commands_of_the_readme() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text()
    for target in ("demo", "test", "lint"):
        assert f"make {target}" in script
        assert f"make {target}" in README
