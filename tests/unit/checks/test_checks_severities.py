from shapeproof.checks import CHECK_NAMES, ON_EVERY_ANSWER
from shapeproof.checks.severities import of_accepted_fault, of_response, sure_if_reviewed
from shapeproof.exchange import Severity


def test_what_the_model_is_sure_of_is_an_error() -> None:
    for constraint in ("required", "type", "enum"):
        assert of_accepted_fault(constraint) is of_response(constraint) is Severity.ERROR
    assert of_accepted_fault("maximum") is Severity.WARNING
    assert of_response("maximum") is of_response("pattern") is Severity.NOTE
    assert of_response("unknown") is Severity.WARNING
    assert sure_if_reviewed(True) is Severity.ERROR
    assert sure_if_reviewed(False) is Severity.WARNING
    assert sure_if_reviewed(False, Severity.NOTE) is Severity.NOTE


def test_every_check_has_a_known_name() -> None:
    assert {check.name for check in ON_EVERY_ANSWER} <= set(CHECK_NAMES)
    assert len(set(CHECK_NAMES)) == len(CHECK_NAMES)
