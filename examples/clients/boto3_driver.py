"""A driver for boto3: `boto3_driver.py [SERVICE]`, with SHAPEPROOF_ENDPOINT in the environment."""

import os
import sys

import boto3
from botocore.config import Config
from on_botocore import (
    ATTEMPTS,
    CONNECT_SECONDS,
    READ_SECONDS,
    Unsupported,
    failure,
    python_names,
    read_call,
    refuse_unknown,
    say,
    say_hello,
    success,
)


def make_client(service):
    """A client that makes at most two attempts."""
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        inject_host_prefix=False,  # PREFIX.127.0.0.1 does not exist
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )
    return boto3.client(service, endpoint_url=os.environ["SHAPEPROOF_ENDPOINT"], config=config)


def perform(client, method, params, *, all_pages):
    """Make one call."""
    if all_pages:
        if not client.can_paginate(method):
            raise Unsupported(f"$paginate:{method}")
        return client.get_paginator(method).paginate(**params).build_full_result()
    return getattr(client, method)(**params)


def main(service):
    client = make_client(service)
    methods = python_names(client)
    sent = []
    client.meta.events.register("before-send", lambda request, **_: sent.append(request.url))
    say_hello(f"boto3 {boto3.__version__}")
    for line in sys.stdin.buffer:
        call_id, operation, all_pages, params = read_call(line)
        sent.clear()
        try:
            refuse_unknown(client.meta.service_model, operation, params)
            output = perform(client, methods[operation], params, all_pages=all_pages)
            answer = success(call_id, output)
        except Exception as error:  # every exception becomes an answer
            answer = failure(call_id, error, sent=bool(sent))
        say(answer)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["amplifybackend"]))
