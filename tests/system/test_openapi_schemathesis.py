"""Our OpenAPI documents in the hands of schemathesis, a tool for testing APIs by their documents.

The bundled mock conforms, so that whatever schemathesis finds is a fault of the document.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shapeproof.contract.document import dump
from shapeproof.mock import serve
from shapeproof.run.contracts import load
from shapeproof.wire.openapi import openapi_document

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
"""What a document states. It is silent on nulls in requests, and on methods without operation."""


@pytest.fixture
def mock_url() -> Iterator[str]:
    with serve("amplifybackend") as server:
        yield server.url


def schemathesis(
    folder: Path, url: str, document: Any, *options: str
) -> subprocess.CompletedProcess[str]:
    """Run the installed command on a document, as a user would."""
    (folder / "openapi.json").write_text(dump(document), encoding="utf-8")
    return subprocess.run(
        [str(Path(sys.executable).with_name("schemathesis")), "run", "openapi.json",
         "--url", url, "--checks", ",".join(CHECKS), "--seed", "1", "--max-examples", "2",
         "--no-color", "--phases", "examples,coverage,fuzzing", *options],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.whole
def test_schemathesis_finds_nothing_in_the_bundled_mock(mock_url: str, tmp_path: Path) -> None:
    document = openapi_document(load("amplifybackend"))
    outcome = schemathesis(tmp_path, mock_url, document)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "31 selected / 31 total" in outcome.stdout
    assert "Tested: 31" in outcome.stdout
    for trouble in ("Schema Error", "Network Error", "Unresolvable", "Serialization", "ERRORS"):
        assert trouble not in outcome.stdout


@pytest.mark.long
@pytest.mark.slow
def test_schemathesis_does_judge_by_the_document(mock_url: str, tmp_path: Path) -> None:
    document = json.loads(dump(openapi_document(load("amplifybackend"))))
    document["components"]["schemas"]["ListS3BucketsResponse"]["required"] = ["somethingElse"]
    only = ("--include-operation-id", "ListS3Buckets")
    outcome = schemathesis(tmp_path, mock_url, document, *only)
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert "Response violates schema" in outcome.stdout
    assert "somethingElse" in outcome.stdout
