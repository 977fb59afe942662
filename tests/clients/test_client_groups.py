"""One planted defect is one root cause, or few, with a title that says what to change."""

from __future__ import annotations

import pytest

from shapeproof.report.document import GroupRecord
from shapeproof.report.findings import FindingBook
from shapeproof.report.groups import grouped
from shapeproof.report.interface import ReportContext
from tests.support.selection import one_in

from .client_defects import DEFECTS
from .client_running import ClientOutcome, contract_of, in_process, run_client

MOST_GROUPS = 3
TITLES = {
    "label-slash-raw": "labels are sent unencoded ('/')",
    "label-encoded-twice": "labels are encoded twice",
    "false-dropped": "the client drops members that are empty or false (false)",
    "zero-dropped": "the client drops members that are empty or false (0)",
    "empty-text-dropped": 'the client drops members that are empty or false ("")',
    "api-names-in-body": "the client sends members under other names",
    "boolean-read-as-text": "the client reads booleans as text",
    "absent-as-empty-text": 'absent members are read as empty values ("")',
    "null-as-text": "null in a reply is read as a value (text)",
    "false-as-absent": "the client drops members of replies that are empty or false (false)",
    "body-read-as-latin-1": "texts are taken for ISO-8859-1 when they are read",
    "charset-refused": "successes are reported as errors: transport error ReplyFailure the body "
    "is no JSON (charset)",
    "suffix-kept": "errors are reported with another code (header suffix)",
    "absent-from-request": "members that a reply lacks are read as the parameters of their names",
    "output-in-any-case": "members are read under names in another case of letters",
    "unknown-enum-value-lost": "values that an enum does not have are not read as they are",
    "after-500-never": "the client does not retry (after 500)",
}
"""What one change would fix, by the name of a defect."""


def groups_of(outcome: ClientOutcome, service: str) -> list[GroupRecord]:
    book = FindingBook(ReportContext(contract_of(service)))
    for each in outcome.findings:
        book.add(each)
    return [each for each in grouped(book.records({}), []) if each["severity"] != "note"]


@pytest.mark.sampled("name", one_in(6, sorted(TITLES)), sorted(TITLES))
def test_a_defect_is_few_root_causes(name: str) -> None:
    defect = DEFECTS[name]
    operations = (*defect.operations, *defect.also, "GetToken", "UpdateBackendAuth")
    outcome = run_client(in_process(defect.service, defect.client), operations)

    groups = groups_of(outcome, defect.service)

    assert TITLES[name] in {each["title"] for each in groups}
    assert len(groups) <= MOST_GROUPS, [each["title"] for each in groups]
