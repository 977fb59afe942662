"""The calls of a finding as a program for boto3, one call a line."""

from __future__ import annotations

from collections.abc import Sequence

from shapeproof.contract.model import Contract
from shapeproof.exchange import Exchange
from shapeproof.report.boto3_values import Told, Unsayable, Values, breaks_validation
from shapeproof.report.spellings import Secrets

_PROGRAM = """\
import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

client = boto3.client(
    {service!r},
    endpoint_url={url!r},
    region_name="us-east-1",
    aws_access_key_id="SHAPEPROOF",
    aws_secret_access_key="SHAPEPROOF",
    config=Config({config}),
)


def call(name, **parameters):
    try:
        answer = getattr(client, name)(**parameters)
    except ClientError as error:
        answer = error.response
    except BotoCoreError as error:
        answer = {{"Error": repr(error)}}
    metadata = answer.pop("ResponseMetadata", {{}})
    print(name, metadata.get("HTTPStatusCode", "no status"), answer)
    return answer


"""


def boto3_script(
    base_url: str, contract: Contract, exchanges: Sequence[Exchange], secrets: Secrets
) -> str | None:
    """A program that makes the calls in their order and prints each answer, status first.

    What an answer tells and a later call uses goes through a variable. None where one of the calls
    cannot be made by boto3 as it was made.
    """
    told = Told(contract)
    calls: list[tuple[str, str]] = []
    unchecked = False
    for number, each in enumerate(exchanges, 1):
        operation = contract.operations.get(each.operation)
        if operation is None or (each.case is not None and each.case.distortion is not None):
            return None
        try:
            arguments = Values(operation, told, secrets).arguments(each.params)
        except Unsayable:
            return None
        unchecked |= breaks_validation(operation, each.params)
        calls.append((operation.python_name, arguments))
        told.note(number, each)
    lines = []
    for number, (name, arguments) in enumerate(calls, 1):
        variable = f"made_{number} = " if number in told.used else ""
        lines.append(f"{variable}call({', '.join(filter(None, (repr(name), arguments)))})\n")
    config = ['retries={"total_max_attempts": 1}']
    config += ["parameter_validation=False"] if unchecked else []
    if any("hostPrefix" in str(each.traits) for each in contract.operations.values()):
        config.append("inject_host_prefix=False")
    program = _PROGRAM.format(service=contract.service, url=base_url, config=", ".join(config))
    return program + "".join(lines)
