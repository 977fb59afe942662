"""A deterministic sample of operations of rest-json services other than AmplifyBackend."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from shapeproof.compile import available_services, compile_service
from shapeproof.compile.source import load_raw_model
from shapeproof.contract.model import Contract, Operation
from shapeproof.generate.cases.places import places

SERVICES = (
    "accessanalyzer",
    "amplify",
    "apigateway",
    "appconfig",
    "appsync",
    "backup",
    "batch",
    "codeartifact",
    "controltower",
    "databrew",
    "dataexchange",
    "ebs",
    "efs",
    "eks",
    "emr-serverless",
    "glacier",
    "guardduty",
    "imagebuilder",
    "iotwireless",
    "kafka",
    "lambda",
    "location",
    "macie2",
    "mediatailor",
    "pinpoint",
    "polly",
    "resource-groups",
    "scheduler",
    "signer",
    "xray",
)
MOST_PLACES = 60
"""Operations with more take too long to judge."""


compiled = cache(compile_service)
"""The contract of a service, compiled once."""


def sampled(
    service: str, count: int, most: int | None = MOST_PLACES
) -> list[tuple[Contract, Operation]]:
    """Some operations of a service, the same every time."""
    contract = compiled(service)
    fitting = [
        each
        for each in contract.operations.values()
        if most is None or 0 < len(places(each.request)) <= most
    ]
    chosen = random.Random(service).sample(fitting, min(count, len(fitting)))
    return [(contract, each) for each in chosen]


def rest_json_services() -> Iterator[str]:
    """All of them."""
    for service in available_services():
        if load_raw_model(service)[1]["metadata"]["protocol"] == "rest-json":
            yield service
