"""The codecs next to botocore and LocalStack, on values of the models of all services.

Every day some services and some operations of each; with ``--whole`` all. Figures for all of them:
``python -m tests.wire.judge_table``.
"""

from importlib.metadata import version

import pytest

from tests.support.selection import is_whole

from .bench import services
from .judge_exceptions import Seen
from .judge_table import Tally, all_judges, benches, judge
from .localstack_process import ABSENT, REQUIREMENTS, localstack

pytestmark = pytest.mark.hours

# Between them, in all six protocols: labels, greedy labels, query lists and maps, literal queries,
# header lists, JSON values, prefixes and timestamps in headers, structures, blobs and texts as
# payloads, documents, unions, recursion, XML attributes and namespaces, flattened lists and maps,
# host labels, one service in three protocols.
SERVICES = (
    "amplifybackend", "apigateway", "lex-runtime", "dataexchange", "amplifyuibuilder",
    "dynamodb", "sqs", "ssm", "wafv2", "cloudwatch", "sdb", "sns", "ec2", "s3", "s3control",
    "route53",
)  # fmt: skip
OPERATIONS = 6
"""About how many operations of a service are judged every day."""
SHOWN = 5

each_service = pytest.mark.sampled("service", SERVICES, services())


@pytest.mark.long(every_day=4)
@each_service
def test_botocore_and_the_codecs_read_each_other(
    service: str, request: pytest.FixtureRequest
) -> None:
    judges = all_judges(by_localstack=False)
    assert_no_difference(service, judges, whole=is_whole(request.config))


@pytest.mark.long(every_day=4)
@each_service
def test_localstack_and_the_codecs_read_each_other(
    service: str, request: pytest.FixtureRequest
) -> None:
    if localstack() is None:
        pytest.skip(ABSENT)
    judges = all_judges(by_localstack=True)
    assert_no_difference(service, judges, whole=is_whole(request.config))


def test_localstack_reads_the_models_of_this_botocore() -> None:
    assert f"\nbotocore=={version('botocore')}\n" in REQUIREMENTS.read_text(encoding="utf-8")


def assert_no_difference(service: str, judges: tuple[str, ...], *, whole: bool) -> None:
    tally = Tally()
    for judged in benches([service]):
        every = 1 if whole else max(1, len(judged.contract.operations) // OPERATIONS)
        judge(tally, judged, every, judges)
    assert not tally.unexplained, "\n".join(map(shown, tally.unexplained[:SHOWN]))


def shown(seen: Seen) -> str:
    place, contract = seen.place, seen.bench.contract
    where = f"{contract.service} ({contract.protocol}) {seen.operation.name} {place.pointer}"
    return f"{seen.judge}: {where}: {place.actual!r:.300} is not {place.due!r:.300}"
