"""Which refusals of legal requests count where nobody has reviewed the contract."""

import pytest

from shapeproof.checks.refusals import RefusalKind, kind_of_refusal
from shapeproof.checks.verdicts import RejectsValid
from shapeproof.exchange import Case, HttpResponse

from .check_samples import answer, case_of, error, findings_of, guessed, observe

ENUM = case_of("CreateBackend", "enum", "/Kind", params={"Kind": "FAST"}, label="FAST")
TEXT = case_of("CreateBackend", "text", "/AppName", label="markup")
ALONE = case_of("CreateBackend", "alone", "/AppName")
PAIRS = case_of("CreateBackend", "pairs", label="007")
LABEL = case_of("CreateBackend", "label", "/AppId", label="slash")
ARN = case_of("CreateBackend", "label", "/ResourceArn", label="slash")
NUMBER = case_of("CreateBackend", "number", "/Limit", label="maximum")
PAGE = answer(b"<h1>Not Found</h1>", status=404, headers=(("Content-Type", "text/html"),))


def invalid(message: str, code: str = "ValidationException", status: int = 400) -> HttpResponse:
    return error(code, {"message": message}, status)


def judged(case: Case, response: HttpResponse) -> list[str]:
    seen = observe("CreateBackend", response, case=case, contract=guessed())
    return [each.severity.label for each in findings_of(seen, RejectsValid())]


CONTRADICTIONS = [
    (ENUM, invalid("1 validation error detected: Value 'FAST' at 'kind' failed to satisfy "
                   "constraint: Member must satisfy enum value set: [SLOW]")),
    (ENUM, invalid("Kind FAST is not supported")),
    (ENUM, invalid("no way", "SerializationException")),
    (NUMBER, invalid("NUMBER_VALUE cannot be converted", "com.amazon#SerializationException")),
    (ALONE, invalid("Unknown parameter in input: \"AppName\"")),
    (ALONE, invalid("got an unexpected keyword argument 'appName'", "BadRequestException")),
    (ARN, PAGE),
    (TEXT, answer(b"", status=308)),
]  # fmt: skip


@pytest.mark.parametrize(("case", "response"), CONTRADICTIONS)
def test_a_refusal_that_contradicts_the_model(case: Case, response: HttpResponse) -> None:
    assert judged(case, response) == ["warning"]


DOUBTS = [
    (LABEL, PAGE),
    (TEXT, invalid("AppName must have only letters")),
    (TEXT, invalid("Value '<a>' at 'appName' is not valid")),
    (ENUM, invalid("ReadCapacity cannot be given when Kind is FAST")),
    (ENUM, invalid("the request is not valid")),
    (ALONE, invalid("appName requires appVersion")),
    (PAIRS, invalid("Kind FAST is not supported")),
    (NUMBER, invalid("Limit must be at most 10")),
]


@pytest.mark.parametrize(("case", "response"), DOUBTS)
def test_a_refusal_that_may_follow_a_rule_in_prose(case: Case, response: HttpResponse) -> None:
    assert judged(case, response) == ["note"]


SILENT = [
    (ENUM, invalid("x", "ResourceNotFoundException", 404)),
    (ENUM, invalid("x", "ResourceNotFoundException")),
    (TEXT, invalid("App <a> does not exist")),
    (TEXT, invalid("App <a> cannot be found", "InvalidRequestException")),
    (ENUM, invalid("x", "ConflictException", 409)),
    (ALONE, invalid("x", "ResourceAlreadyExistsException")),
    (ALONE, invalid("an app of that name already exists")),
    (ALONE, invalid("x", "ResourceInUseException")),
    (NUMBER, invalid("x", "LimitExceededException")),
    (NUMBER, invalid("x", "ThrottlingException")),
    (NUMBER, invalid("x", "TooManyRequestsException", 429)),
    (ENUM, invalid("FAST is not supported", "AccessDeniedException", 403)),
    (ENUM, invalid("x", "InvalidStateException")),
    (TEXT, PAGE),
]


@pytest.mark.parametrize(("case", "response"), SILENT)
def test_a_refusal_that_says_what_no_model_knows(case: Case, response: HttpResponse) -> None:
    assert judged(case, response) == []


def test_a_review_knows_what_exists() -> None:
    seen = observe("CreateBackend", SILENT[0][1], case=ENUM)
    assert [each.severity.label for each in findings_of(seen, RejectsValid())] == ["error"]


KINDS = [
    (invalid("Invalid status: must be one of A, B"), RefusalKind.FORM),
    (invalid("x", "InternalError", 409), RefusalKind.CONFLICT),
    (answer(b"", status=405), RefusalKind.NO_ROUTE),
    (answer(b"", status=302), RefusalKind.REDIRECT),
    (invalid("you have reached the quota of apps"), RefusalKind.LIMIT),
]


@pytest.mark.parametrize(("response", "kind"), KINDS)
def test_what_a_refusal_is_about(response: HttpResponse, kind: RefusalKind) -> None:
    assert kind_of_refusal(observe("CreateBackend", response, case=ENUM)) is kind
