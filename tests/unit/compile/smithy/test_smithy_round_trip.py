"""A botocore model, written as a Smithy model, compiles to the same contract."""

from __future__ import annotations

import re

import pytest

from shapeproof.compile import available_services
from shapeproof.compile.service import compile_files, compile_service, preferred_protocol
from shapeproof.compile.smithy import model_files, read_ast
from shapeproof.compile.source import load_model_files
from tests.unit.compile.smithy.ast_of_botocore import ast_of
from tests.unit.compile.smithy.differences import differences

NOT_WRITTEN = re.compile(
    r"- service.json/(paginators|waiters)(/\w+)?"  # the AST of the test has no pages and waiters
    r"|. service.json/metadata/\w+|! service.json/service"  # nor all metadata
    r"|- service.json/operations/\w+/traits(/\w+)?"  # nor traits of botocore's own
    r"|- .*/(x-synthetic|x-flattened)"  # of a protocol that the service no longer speaks
    r"|! .*/x-location-name of a label"  # which Smithy names after the member
    r"|! service.json/operations/\w+/errors"  # quicksight lists an error twice
)
_USUAL = ["amplifybackend", "bedrock-runtime", "dynamodb", "lambda", "mq", "polly", "sqs"]


@pytest.mark.slow
@pytest.mark.sampled("service", _USUAL, available_services())
def test_a_model_in_the_form_of_smithy(service: str) -> None:
    files = load_model_files(service)
    protocol = files.model["metadata"]["protocol"]
    if protocol not in ("json", "rest-json"):
        pytest.skip("botocore and Smithy state XML and queries in different ways")
    model = read_ast(service, ast_of(files.model))
    written = compile_files(
        model_files(model, "the.service#It", protocol, preferred_protocol), protocol
    )

    found = list(differences(compile_service(service, protocol), written))

    assert [each for each in found if not NOT_WRITTEN.fullmatch(each)] == []
