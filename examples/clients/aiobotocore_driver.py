"""A driver for aiobotocore: `aiobotocore_driver.py [SERVICE]`, with SHAPEPROOF_ENDPOINT set.

One event loop runs all calls, and keeps running between them: it has to notice when the server
closes a connection, as in a program that awaits something else in the meantime.
"""

import asyncio
import os
import sys

import aiobotocore
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
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

CONFIG = AioConfig(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    inject_host_prefix=False,  # PREFIX.127.0.0.1 does not exist
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
)


async def perform(client, method, params, *, all_pages):
    """Make one call, and read its streams."""
    if all_pages:
        if not client.can_paginate(method):
            raise Unsupported(f"$paginate:{method}")
        return await client.get_paginator(method).paginate(**params).build_full_result()
    output = await getattr(client, method)(**params)
    for name, value in output.items():
        if hasattr(value, "read"):
            output[name] = await value.read()
        elif hasattr(value, "__aiter__"):  # a stream of events
            output[name] = [event async for event in value]
    return output


async def answer_calls(client):
    """Answer calls until there are no more."""
    methods = python_names(client)
    sent = []
    client.meta.events.register("before-send", lambda request, **_: sent.append(request.url))
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        call_id, operation, all_pages, params = read_call(line)
        sent.clear()
        try:
            refuse_unknown(client.meta.service_model, operation, params)
            output = await perform(client, methods[operation], params, all_pages=all_pages)
            answer = success(call_id, output)
        except Exception as error:  # every exception becomes an answer
            answer = failure(call_id, error, sent=bool(sent))
        say(answer)


async def main(service):
    endpoint = os.environ["SHAPEPROOF_ENDPOINT"]
    async with get_session().create_client(service, endpoint_url=endpoint, config=CONFIG) as client:
        name = f"aiobotocore {aiobotocore.__version__}"
        say_hello(name)
        await answer_calls(client)


if __name__ == "__main__":
    asyncio.run(main(*(sys.argv[1:] or ["amplifybackend"])))
