"""What passive mode costs: a call of moto in-process with and without it, and pytest's start.

Both are measured by turns in the same run, each turn in blocks, as opening the tap makes Python
forget what it has cached of a class. Prints medians and their ratio; exits with 1 where one is too
large::

    python benchmarks/passive.py
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import boto3
from moto import mock_aws

from shapeproof.run.passive import PassiveJudge
from shapeproof.run.passive.quick import ApiCall
from shapeproof.targets.passive import Tap

TURNS = 10
BLOCK = 60
WARM = 30
"""Calls of a block that come first and are left out: Python specialises its code anew."""
STARTS = 25
MOST_COST = 0.10
MOST_START = 0.010
"""Seconds that the plugin may add to pytest's start while it is off."""
OFF = ("-p", "no:shapeproof")


def main() -> int:
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_DEFAULT_REGION": "us-east-1",
    }  # fmt: skip
    too_slow = [name for name, cost in costs().items() if cost > MOST_COST]
    start = start_cost()
    if too_slow or start > MOST_START:
        print(f"too slow: {', '.join(too_slow) or 'start'}")
        return 1
    return 0


def costs() -> dict[str, float]:
    """By call, what passive mode adds, as a share of the plain call."""
    judge = PassiveJudge()
    with mock_aws():
        calls = calls_of_moto()
        tap = Tap(lambda call: judge.findings(ApiCall(call)))
        for call in calls.values():
            block(tap, call)
        found = {name: compared(name, tap, call) for name, call in calls.items()}
    assert not tap.errors, tap.errors
    every = statistics.median(found.values())
    print(f"{'median of all':20} {every:+23.1%}")
    return {"the median call": every}


def calls_of_moto() -> Mapping[str, Callable[[], Any]]:
    dynamodb = boto3.client("dynamodb")
    dynamodb.create_table(
        TableName="things",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    sqs, s3 = boto3.client("sqs"), boto3.client("s3")
    mq, iam, ec2 = boto3.client("mq"), boto3.client("iam"), boto3.client("ec2")
    queue = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    s3.create_bucket(Bucket="things")
    iam.create_user(UserName="somebody")
    item = {"id": {"S": "x"}, "n": {"N": "3"}}
    return {
        "dynamodb PutItem": lambda: dynamodb.put_item(TableName="things", Item=item),
        "sqs GetQueueUrl": lambda: sqs.get_queue_url(QueueName="jobs"),
        "sqs ListQueueTags": lambda: sqs.list_queue_tags(QueueUrl=queue),
        "s3 PutObject": lambda: s3.put_object(Bucket="things", Key="k", Body=b"x"),
        "s3 ListObjectsV2": lambda: s3.list_objects_v2(Bucket="things"),
        "mq ListBrokers": mq.list_brokers,
        "iam GetUser": lambda: iam.get_user(UserName="somebody"),
        "ec2 DescribeVpcs": ec2.describe_vpcs,
    }


def compared(name: str, tap: Tap, call: Callable[[], Any]) -> float:
    plain: list[float] = []
    tapped: list[float] = []
    for _ in range(TURNS):
        plain += block(None, call)
        tapped += block(tap, call)
    off, on = statistics.median(plain), statistics.median(tapped)
    print(f"{name:20} {off * 1e6:7.0f} us, {on * 1e6:7.0f} us {on / off - 1:+7.1%}")
    return on / off - 1


def block(tap: Tap | None, call: Callable[[], Any]) -> list[float]:
    """The seconds of each call of a block."""
    if tap is not None:
        tap.open()
    try:
        for _ in range(WARM):
            call()
        return [timed(call) for _ in range(BLOCK)]
    finally:
        if tap is not None:
            tap.close()


def timed(call: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> float:
    """Seconds of the processor's time: others may be at work on it, too."""
    begin = clock()
    call()
    return clock() - begin


ADDED = """
import time
import pytest
from _pytest.config.argparsing import Parser

parser = Parser(_ispytest=True)
begin = time.perf_counter()
import shapeproof.pytest_plugin
shapeproof.pytest_plugin.pytest_addoption(parser)
print(time.perf_counter() - begin)
"""
"""All that the plugin does while it is off, but for the look at its own options."""


def start_cost() -> float:
    """Seconds that the plugin adds to pytest's start while it is off.

    Whole starts vary by more than that: they are printed, what the plugin does itself is judged.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_nothing.py").write_text("def test_nothing():\n    pass\n")
        without: list[float] = []
        installed: list[float] = []
        turns = [(without, OFF), (installed, ())]
        for _ in range(STARTS):
            turns.reverse()  # neither is always the first
            for times, options in turns:
                times.append(timed(partial(start, folder, options), of_children))
    off, on = statistics.median(without), statistics.median(installed)
    spread = statistics.quantiles(without, n=4)
    print(f"start of pytest {off * 1e3:7.0f} ms, {on * 1e3:7.0f} ms", end="; ")
    print(f"half of those without lie within {(spread[2] - spread[0]) * 1e3:.0f} ms")
    command = (sys.executable, "-c", ADDED)
    runs = [subprocess.run(command, check=True, capture_output=True) for _ in range(STARTS)]
    added = statistics.median(float(each.stdout) for each in runs)
    print(f"the plugin itself {added * 1e3:.1f} ms")
    return added


def of_children() -> float:
    """Seconds of the processor's time of processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def start(folder: str, options: tuple[str, ...]) -> None:
    others = ("-p", "no:schemathesis", "-p", "no:hypothesispytest", "-p", "no:cacheprovider")
    command = (sys.executable, "-m", "pytest", "-q", *others, *options, folder)
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
