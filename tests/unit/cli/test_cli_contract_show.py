"""``contract show``, ``contract list`` and ``contract openapi``, as they are called and answer."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from shapeproof.cli.contract_command import list_command, openapi_command, show_command
from shapeproof.cli.main import run
from shapeproof.compile import available_services
from shapeproof.exceptions import BadUsage, UnknownOperation, UnknownService

CONTRACTS = Path(__file__).parents[3] / "contracts"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where no contract is pinned."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(command: Any, *arguments: str) -> str:
    return CliRunner().invoke(command, arguments, catch_exceptions=False).output


def test_a_service_is_shown() -> None:
    lines = printed(show_command, "amplifybackend").splitlines()
    assert lines[0] == "AmplifyBackend  amplifybackend, rest-json, 2020-08-11"
    assert lines[1] == "├── 31 operations"
    assert "└── 8 resources: reviewed" in lines


@pytest.mark.parametrize("name", ["GetToken", "get_token"])
def test_an_operation_is_shown_by_either_name(name: str) -> None:
    text = printed(show_command, "amplifybackend", name)
    assert text.startswith("GetToken  GET /backend/{appId}/challenge/{sessionId} -> 200")
    assert "│   └── SessionId: string, required, in path as sessionId" in text


@pytest.mark.parametrize(
    ("name", "nearest"), [("GetTokn", "GetToken"), ("get_tokn", "get_token"), ("zzz", None)]
)
def test_unknown_operations_are_errors_with_a_near_name(name: str, nearest: str | None) -> None:
    with pytest.raises(UnknownOperation) as caught:
        printed(show_command, "amplifybackend", name)
    assert (caught.value.service, caught.value.name) == ("amplifybackend", name)
    assert caught.value.nearest[:1] == ((nearest,) if nearest else ())


def test_depth_and_folder_are_respected() -> None:
    text = printed(
        show_command, "amplifybackend", "CreateBackendAuth", "--depth", "1",
        "--contract", str(CONTRACTS),
    )  # fmt: skip
    assert "in body as resourceConfig, … 4 members" in text


def test_no_escapes_where_there_is_no_terminal() -> None:
    assert "\x1b" not in printed(show_command, "amplifybackend")


def test_documents_are_those_that_are_pinned() -> None:
    documents = json.loads(printed(show_command, "amplifybackend", "--json"))
    assert len(documents) == 33
    folder = CONTRACTS / "amplifybackend" / "2020-08-11"
    for name in ("service.json", "GetBackendJob.json"):
        # The overlay corrects errors, and says how far kinds of facts are trusted.
        overlaid = ("errors", "trust")
        mine = {key: each for key, each in documents[name].items() if key not in overlaid}
        pinned = json.loads((folder / name).read_text())
        assert mine == {key: each for key, each in pinned.items() if key not in overlaid}
    assert documents["service.json"]["trust"]["response-enum"] == "sure"
    assert documents["lifecycle.json"]["reviewed"]


def test_documents_of_one_operation() -> None:
    documents = json.loads(printed(show_command, "amplifybackend", "list_backend_jobs", "--json"))
    assert sorted(documents) == ["ListBackendJobs.json", "service.json"]
    service = documents["service.json"]
    assert list(service["operations"]) == list(service["paginators"]) == ["ListBackendJobs"]
    assert len(service["errors"]) == 4


@pytest.mark.sampled("filters", [("amplif",)], [()])
def test_services_are_listed(filters: tuple[str, ...]) -> None:
    head, *rows = printed(list_command, *filters).splitlines()
    assert head.split() == ["service", "protocol", "version", "operations", "source"]
    assert [row.split()[0] for row in rows] == [
        each for each in available_services() if not filters or "amplif" in each
    ]
    (one,) = [row for row in rows if row.startswith("amplifybackend ")]
    assert one.split() == ["amplifybackend", "rest-json", "2020-08-11", "31", "shipped"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["amplifyb"], ["amplifybackend"]),
        (["Amplify*"], ["amplify", "amplifybackend", "amplifyuibuilder"]),
        (["mq", "x?ay"], ["amazonmq", "mq", "xray"]),
    ],
)
def test_services_are_filtered_by_parts_and_globs(filters: list[str], expected: list[str]) -> None:
    found = json.loads(printed(list_command, "--json", *filters))
    assert {each["service"] for each in found} == set(expected) & set(available_services())
    assert all(each["source"] in ("botocore", "shipped") for each in found)


def test_a_filter_that_matches_nothing_is_an_error() -> None:
    with pytest.raises(UnknownService) as caught:
        printed(list_command, "amplifybakend")
    assert "amplifybackend" in caught.value.nearest


@pytest.mark.slow
def test_own_contracts_are_listed_first(elsewhere: Path) -> None:
    assert run(["contract", "pin", "mq"]) == 0
    assert run(["contract", "pin", "amplifybackend"]) == 0
    found = json.loads(printed(list_command, "--json", "mq", "amplifybackend"))
    sources = {each["service"]: each["source"] for each in found}
    assert sources["mq"] == sources["amplifybackend"] == "pinned"


def test_a_service_lists_its_operations() -> None:
    head, *rows = printed(list_command, "amplifybackend").splitlines()
    assert head.split() == ["operation", "python", "method", "uri", "deprecated"]
    assert len(rows) == 31
    assert rows[0].split()[:3] == ["CloneBackend", "clone_backend", "POST"]
    found = json.loads(printed(list_command, "amplifybackend", "--json"))
    assert found[-1] == {
        "operation": "UpdateBackendStorage",
        "python": "update_backend_storage",
        "method": "POST",
        "uri": "/backend/{appId}/storage/{backendEnvironmentName}",
        "deprecated": False,
    }


def test_deprecated_operations_are_marked() -> None:
    rows = printed(list_command, "rds-data").splitlines()
    marked = [row.split()[0] for row in rows if row.endswith("  deprecated")]
    assert marked == ["operation", "ExecuteSql"]


def test_an_openapi_document_is_printed_or_written(elsewhere: Path) -> None:
    text = printed(openapi_command, "mq")
    assert json.loads(text)["openapi"].startswith("3.1.")
    assert printed(openapi_command, "mq", "--output", "below/mq.json") == ""
    assert (elsewhere / "below" / "mq.json").read_text(encoding="utf-8") == text


def test_openapi_documents_need_paths(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadUsage) as caught:
        printed(openapi_command, "sqs")
    assert caught.value.what == "service sqs"
    assert run(["contract", "openapi", "sqs"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "json" in lines[0]
    assert "rest-json" in lines[0]
