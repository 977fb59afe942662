"""A driver for the AWS CLI v1: `awscli_driver.py [SERVICE]`, with SHAPEPROOF_ENDPOINT set.

Each call is a command as on the command line, `aws SERVICE OPERATION --cli-input-json PARAMETERS`,
with its own client. It runs in this process, because starting a process takes a second. The output
is what the command prints. README.md lists what a command cannot express.
"""

import io
import json
import logging
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import awscli
from awscli.clidriver import create_clidriver
from botocore import xform_name
from on_botocore import (
    ATTEMPTS,
    CONNECT_SECONDS,
    READ_SECONDS,
    failure,
    log,
    read_call,
    refuse_unknown,
    say,
    say_hello,
    success,
)

os.environ |= {
    "AWS_CONFIG_FILE": str(Path(__file__).with_name("awscli_config.ini")),
    "AWS_RETRY_MODE": "standard",
    "AWS_MAX_ATTEMPTS": str(ATTEMPTS),
}
COMMANDS = 200
"""Commands after which the CLI is made again: each leaves handlers behind that slow the next."""


class Raised(logging.Handler):
    """Keeps the exception that ended a command.

    The command prints only its text ("An error occurred (Code) when calling ..."). It also logs
    the exception with level DEBUG.
    """

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.error = None
        logger = logging.getLogger("awscli.clidriver")
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
        logger.addHandler(self)

    def emit(self, record):
        if record.exc_info:
            self.error = record.exc_info[1]


class Refused(Exception):
    """The command line was not accepted; the printed text says why."""


def as_text(value):
    """Bytes or a time as the text that a command accepts. Raises UnicodeDecodeError."""
    return value.decode() if isinstance(value, bytes) else value.isoformat()


def command(service, operation, params, *, all_pages):
    """The command line of a call."""
    text = json.dumps(params, default=as_text)
    options = ["--endpoint-url", os.environ["SHAPEPROOF_ENDPOINT"], "--output", "json"]
    options += ["--cli-connect-timeout", str(CONNECT_SECONDS)]
    options += ["--cli-read-timeout", str(READ_SECONDS)]
    options += [] if all_pages else ["--no-paginate"]
    return [service, xform_name(operation, "-"), "--cli-input-json", text, *options]


def run(driver, arguments, raised):
    """Run a command, and return what it printed; for an empty output it prints nothing."""
    raised.error = None
    with redirect_stdout(io.StringIO()) as output, redirect_stderr(io.StringIO()) as errors:
        try:
            status = driver.main(arguments)
        except SystemExit as exit_of_argparse:
            status = exit_of_argparse.code
    if errors.getvalue():
        log(errors.getvalue().strip())
    if status:
        raise raised.error or Refused(errors.getvalue().strip())
    return json.loads(output.getvalue() or "{}")


def make_driver(sent):
    """The CLI, as at the start of its process."""
    logging.getLogger("awscli").handlers.clear()
    driver = create_clidriver()
    driver.session.register("before-send", lambda request, **_: sent.append(request.url))
    return driver


def main(service):
    raised, sent = Raised(), []
    say_hello(f"aws-cli {awscli.__version__}")
    for number, line in enumerate(sys.stdin.buffer):
        if number % COMMANDS == 0:
            driver = make_driver(sent)
            model = driver.session.get_service_model(service)
        call_id, operation, all_pages, params = read_call(line)
        sent.clear()
        try:
            refuse_unknown(model, operation, params)
            arguments = command(service, operation, params, all_pages=all_pages)
            answer = success(call_id, run(driver, arguments, raised))
        except Exception as error:  # every exception becomes an answer
            answer = failure(call_id, error, sent=bool(sent))
        say(answer)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["amplifybackend"]))
