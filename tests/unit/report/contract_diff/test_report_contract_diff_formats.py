import json

import pytest

from shapeproof.contract.diff import ContractChange, ContractDiff
from shapeproof.report.contract_diff import (
    RENDERERS,
    exit_status,
    render_json,
    render_markdown,
    render_terminal,
)
from shapeproof.report.contract_diff.groups import counts, grouped
from shapeproof.report.contract_diff.markdown import MAX_CHARACTERS

from .contract_diff_report_samples import ADDED, DIFF, GONE, NEW, OLD, RENAMED, SAME, removed


def test_the_same_change_of_several_operations_is_one_group_the_worst_first() -> None:
    groups = grouped(DIFF)
    assert [(group.change.kind, group.operations) for group in groups] == [
        ("request-enum-value-removed", ("ListJobs", "GetJob")),
        ("operation-error-added", ("GetThing",)),
        ("operation-added", ("GetThing",)),
        ("shape-renamed", ()),
    ]
    assert counts(groups) == {
        "breaking for callers": 1,
        "widening": 1,
        "additive": 1,
        "documentation": 1,
    }


def test_other_values_or_another_shape_are_another_group() -> None:
    other = ContractChange(
        "request-enum-value-removed", "X", "request /A", "Gone: D.", ["D"], None, "Job"
    )
    assert len(grouped(ContractDiff(OLD, NEW, (removed("GetJob"), other)))) == 2


def test_terminal() -> None:
    assert (
        render_terminal([DIFF])
        == """\
sample 2020-01-01 (contracts/sample) → sample 2021-01-01 (botocore 9)
1 breaking for callers, 1 widening, 1 additive, 1 documentation

BREAKING FOR CALLERS
  error request-enum-value-removed: A value is no longer accepted.
    Job/Status: No longer accepted: A|B, `C`. [2 operations: ListJobs, GetJob]

WIDENING
  warning operation-error-added: An operation lists one more error.
    GetThing errors Oops: It may fail with Oops.

ADDITIVE
  note operation-added: An operation was added.
    GetThing: The operation was added.

DOCUMENTATION
  note shape-renamed: A structure has another name; such names are not sent.
    shape B: A was renamed to B.
"""
    )


def test_markdown() -> None:
    assert (
        render_markdown([DIFF])
        == """\
## Contract of sample: 1 breaking change

sample 2020-01-01 (contracts/sample) → sample 2021-01-01 (botocore 9)

1 breaking for callers, 1 widening, 1 additive, 1 documentation.

### Breaking for callers (1)

| Rule | Where | What |
|---|---|---|
| `request-enum-value-removed` | `Job/Status` in 2 operations: ListJobs, GetJob | \
No longer accepted: A\\|B, \\`C\\`. |

### Widening (1)

| Rule | Where | What |
|---|---|---|
| `operation-error-added` ⚠ | `GetThing errors Oops` | It may fail with Oops. |

<details><summary>Additive (1)</summary>

| Rule | Where | What |
|---|---|---|
| `operation-added` | `GetThing` | The operation was added. |

</details>

<details><summary>Documentation (1)</summary>

| Rule | Where | What |
|---|---|---|
| `shape-renamed` | `shape B` | A was renamed to B. |

</details>
"""
    )


def test_json() -> None:
    document = json.loads(render_json([DIFF]))
    assert list(document) == ["changes", "new", "old", "summary", "version"]
    assert document["version"] == 1
    assert document["old"] == {
        "service": "sample",
        "api_version": "2020-01-01",
        "source": "contracts/sample",
    }
    assert document["summary"]["breaking for callers"] == 1
    assert document["changes"][0] == {
        "class": "breaking for callers",
        "kind": "request-enum-value-removed",
        "severity": "error",
        "breaking": True,
        "operations": ["ListJobs", "GetJob"],
        "place": "request /Jobs/*/Status",
        "places": [
            {"operation": "ListJobs", "place": "request /Jobs/*/Status"},
            {"operation": "GetJob", "place": "request /Jobs/*/Status"},
        ],
        "subject": "Job/Status",
        "message": "No longer accepted: A|B, `C`.",
        "old": ["A|B", "`C`"],
        "new": None,
    }


def test_json_of_several_services_lists_them() -> None:
    document = json.loads(render_json([DIFF, GONE, SAME]))
    assert [each["summary"] for each in document["services"]] == [
        {"breaking for callers": 1, "widening": 1, "additive": 1, "documentation": 1},
        {"breaking for callers": 1},
        {},
    ]
    assert document["summary"]["breaking for callers"] == 2
    assert document["services"][1]["new"] is None


def test_without_changes() -> None:
    assert render_terminal([SAME]).endswith("\nno changes\n")
    assert "## Contract of sample: no changes\n" in render_markdown([SAME])
    assert json.loads(render_json([SAME]))["changes"] == []


def test_services_without_changes_are_only_counted_among_others() -> None:
    assert render_terminal([SAME, DIFF, SAME]).endswith("\n\n2 services without changes\n")
    assert render_markdown([SAME, DIFF]).endswith("1 service without changes.\n")
    assert render_terminal([SAME, SAME]) == "2 services without changes\n"


def test_a_service_of_one_side_has_a_title() -> None:
    assert render_terminal([GONE]).startswith("sample 2020-01-01 (contracts/sample) → none\n")
    assert render_markdown([GONE]).startswith("## Contract of sample: 1 breaking change\n")


def hostile(text: str) -> ContractDiff:
    return ContractDiff(
        OLD, NEW, (ContractChange("annotation-changed", text, "request /A", text, None, text),)
    )


@pytest.mark.parametrize("name", ["terminal", "markdown"])
def test_what_does_not_print_is_escaped(name: str) -> None:
    text = RENDERERS[name]([hostile("a\x1b[31m\nb\u202e")])
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert r"\x1b" in text


def test_json_has_it_as_it_is_even_what_is_no_unicode() -> None:
    assert json.loads(render_json([hostile("a\nb")]))["changes"][0]["message"] == "a\nb"
    assert render_json([hostile("\ud800")]).encode()


def test_markdown_cannot_be_broken_out_of() -> None:
    text = render_markdown([hostile("a|b `c` <img> [x](y) @user #1")])
    (row,) = (line for line in text.splitlines() if line.startswith("| `annotation"))
    assert row.replace(r"\|", "").count("|") == 4
    assert r"\<img\>" in row
    assert "@user" not in row.rpartition("|")[0].rpartition("| ")[2]
    assert r"\[x\]" in row


def test_markdown_is_of_a_bounded_size_and_says_what_it_leaves_out() -> None:
    changes = tuple(removed(f"Operation{index}", f"request /{index}") for index in range(3_000))
    each_its_own = tuple(
        ContractChange(
            "response-member-removed",
            change.operation,
            change.place,
            "Gone.",
            None,
            None,
            change.place,
        )
        for change in changes
    )
    text = render_markdown([ContractDiff(OLD, NEW, (*each_its_own, ADDED, RENAMED))])
    assert len(text) < MAX_CHARACTERS + 200
    shown = text.count("| `response-member-removed` |")
    assert text.endswith(
        f"{3_002 - shown:,} more changes: too long to list here; the JSON has all of them.\n"
    )
    assert text.count("<details>") == text.count("</details>") == 0


def test_many_operations_are_counted() -> None:
    changes = tuple(removed(f"Get{index}") for index in range(9))
    text = render_terminal([ContractDiff(OLD, NEW, changes)])
    assert "[9 operations: Get0, Get1, Get2, Get3, Get4 and 4 more]" in text


def test_users_of_a_shape_may_be_errors_as_well() -> None:
    def used(operation: str, place: str) -> ContractChange:
        return ContractChange(
            "response-member-added", operation, place, "New.", None, "string", "T/A"
        )

    changes = (used("Get", "response /T/A"), used("", "error Oops /T/A"))
    text = render_terminal([ContractDiff(OLD, NEW, changes)])
    assert "    T/A: New. [2 users: Get, error Oops]\n" in text


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), (0, 0, 0)),
        ((ADDED, RENAMED), (0, 0, 0)),
        (DIFF.changes[1:2], (0, 1, 0)),
        (DIFF.changes, (1, 1, 0)),
    ],
)
def test_exit_status(changes: tuple[ContractChange, ...], expected: tuple[int, ...]) -> None:
    diffs = [SAME, ContractDiff(OLD, NEW, changes)]
    levels = ("breaking", "warning", "none")
    assert tuple(exit_status(diffs, level) for level in levels) == expected


def test_the_same_changes_give_the_same_bytes_whatever_their_order_of_keys() -> None:
    one = ContractDiff(
        OLD, NEW, (ContractChange("waiter-added", "A", "waiter W", "New.", None, {"b": 1, "a": 2}),)
    )
    two = ContractDiff(
        OLD, NEW, (ContractChange("waiter-added", "A", "waiter W", "New.", None, {"a": 2, "b": 1}),)
    )
    assert render_json([one]) == render_json([two])


def test_the_end_of_several_says_which_services_break() -> None:
    text = render_terminal([DIFF, GONE])

    total, breaking = text.splitlines()[-2:]
    assert total.startswith("2 services with changes: ")
    assert breaking.startswith("breaking: sample ")
    assert "services with changes" not in render_terminal([DIFF, SAME])
