"""Defects that hide behind a condition: several settings at once, one element, a length, a script.

Each wraps the bundled mock as those of ``defects`` do. ``place`` is part of where it is reported.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .defects import BAD, CRASH, Behaviour, Call, Middleware, Reply, parsed, written

Test = Callable[[Call], bool]


@dataclass(frozen=True)
class Deep:
    """A defect, the operation it is planted in, and how it shows."""

    name: str
    operation: str
    checks: frozenset[str]
    place: str
    behaviour: Behaviour

    def wrap(self, app: Any) -> Middleware:
        """The application with the defect."""
        return Middleware(app, {self.operation: self.behaviour})


def at(document: Any, *path: str) -> Any:
    """The value at a place of a body, None where there is none."""
    for name in path:
        if isinstance(document, list) and name.isdigit() and int(name) < len(document):
            document = document[int(name)]
        elif isinstance(document, dict):
            document = document.get(name)
        else:
            return None
    return document


def texts(value: Any) -> Iterator[str]:
    """All strings in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def when(test: Test, answer: Reply) -> Behaviour:
    """Answer so where the test holds, as the application does elsewhere."""
    return lambda call: answer if test(call) else call.forward()


def edited(*path: str, edit: Callable[[Any], Any]) -> Behaviour:
    """Write another value than was given at a place."""

    def behave(call: Call) -> Reply:
        document = json.loads(call.body) if call.body else {}
        holder = at(document, *path[:-1])
        value = at(document, *path)
        if isinstance(value, str | list | float) and not isinstance(value, bool):
            holder[path[-1]] = edit(value)
            return call.forward(document)
        return call.forward()

    return behave


def answered(test: Test, name: str, value: Any) -> Behaviour:
    """Answer with another value of a member where the test holds, without it for None."""

    def behave(call: Call) -> Reply:
        holds, reply = test(call), call.forward()
        if not holds or reply.status != 200:
            return reply
        document = {**parsed(reply), name: value}
        return written(reply, {key: each for key, each in document.items() if each is not None})

    return behave


def number(value: Any) -> float:
    """A number, 0 for anything else."""
    return float(value) if isinstance(value, int | float) else 0.0


def _modes(call: Call) -> list[Any]:
    others = at(call.document, "resourceConfig", "additionalAuthTypes")
    return [at(each, "mode") for each in others] if isinstance(others, list) else []


def _api(call: Call, *path: str) -> Any:
    return at(call.document, "resourceConfig", *path)


def _pools(call: Call, *path: str) -> Any:
    return at(call.document, "resourceConfig", "userPoolConfigs", *path)


CRASHES = frozenset({"server_error"})
REFUSES = frozenset({"rejects_valid"})
CHANGES = frozenset({"read_back"})

DEEP: dict[str, Deep] = {
    each.name: each
    for each in (
        Deep(
            "lambda-with-cognito-crashes", "CreateBackendAPI", CRASHES, "ConflictResolution",
            when(
                lambda call: _api(call, "conflictResolution", "resolutionStrategy") == "LAMBDA"
                and _api(call, "defaultAuthType", "mode") == "AMAZON_COGNITO_USER_POOLS",
                CRASH,
            ),
        ),
        Deep(
            "mfa-on-with-phone-sign-in-refused", "CreateBackendAuth", REFUSES, "SignInMethod",
            when(
                lambda call: _pools(call, "mfa", "MFAMode") == "ON"
                and _pools(call, "signInMethod") == "PHONE_NUMBER",
                BAD,
            ),
        ),
        Deep(
            "second-auth-type-by-key-crashes", "CreateBackendAPI", CRASHES, "AdditionalAuthTypes",
            when(lambda call: "API_KEY" in _modes(call)[1:], CRASH),
        ),
        Deep(
            "third-attribute-lost", "CreateBackendAuth", CHANGES, "RequiredSignUpAttributes",
            edited(
                "resourceConfig", "userPoolConfigs", "requiredSignUpAttributes",
                edit=lambda value: value[:2],
            ),
        ),
        Deep(
            "api-name-over-a-thousand-crashes", "CreateBackendAPI", CRASHES, "ApiName",
            when(lambda call: len(str(_api(call, "apiName"))) > 1_000, CRASH),
        ),
        Deep(
            "schema-cut-at-a-thousand", "CreateBackendAPI", CHANGES, "TransformSchema",
            edited("resourceConfig", "transformSchema", edit=lambda value: value[:1_000]),
        ),
        Deep(
            "astral-app-name-crashes", "CreateBackend", CRASHES, "AppName",
            when(
                lambda call: any(ord(char) > 0xFFFF for char in str(at(call.document, "appName"))),
                CRASH,
            ),
        ),
        Deep(
            "astral-characters-replaced", "UpdateBackendAPI", CHANGES, "TransformSchema",
            edited(
                "resourceConfig", "transformSchema",
                edit=lambda value: "".join("?" if ord(char) > 0xFFFF else char for char in value),
            ),
        ),
        Deep(
            "long-list-crashes", "CreateBackendAPI", CRASHES, "AdditionalAuthTypes",
            when(lambda call: len(_modes(call)) > 3, CRASH),
        ),
        Deep(
            "negative-length-crashes", "CreateBackendAuth", CRASHES, "MinimumLength",
            when(lambda call: number(_pools(call, "passwordPolicy", "minimumLength")) < 0, CRASH),
        ),
        Deep(
            "huge-length-refused", "UpdateBackendAuth", REFUSES, "MinimumLength",
            when(
                lambda call: number(_pools(call, "passwordPolicy", "minimumLength")) > 10**9, BAD
            ),
        ),
        Deep(
            "fraction-cut", "CreateBackendAuth", CHANGES, "MinimumLength",
            edited("resourceConfig", "userPoolConfigs", "passwordPolicy", "minimumLength",
                   edit=int),
        ),
        Deep(
            "control-characters-crash", "CreateBackendConfig", CRASHES, "BackendManagerAppId",
            when(
                lambda call: any(ord(char) < 32 for char in "".join(texts(call.document))), CRASH
            ),
        ),
        Deep(
            "leading-zeros-lost", "UpdateBackendAPI", CHANGES, "ApiName",
            edited("resourceConfig", "apiName", edit=lambda value: value.lstrip("0")),
        ),
        Deep(
            "two-providers-at-once-crash", "CreateBackendAuth", CRASHES, "SocialProviderSettings",
            when(
                lambda call: len(
                    _pools(call, "oAuth", "socialProviderSettings") or {}
                ) > 1
                and _pools(call, "mfa", "MFAMode") == "OPTIONAL",
                CRASH,
            ),
        ),
        Deep(
            "attributes-with-repeats-refused", "CreateBackendAuth", REFUSES,
            "RequiredSignUpAttributes",
            when(
                lambda call: len(set(_attributes(call))) < len(_attributes(call)) > 2, BAD
            ),
        ),
        Deep(
            "leading-blank-crashes", "CreateBackendStorage", CRASHES, "BucketName",
            when(lambda call: str(_api(call, "bucketName") or "x")[:1].isspace(), CRASH),
        ),
        Deep(
            "bucket-name-over-two-hundred-refused", "CreateBackendStorage", REFUSES, "BucketName",
            when(lambda call: len(str(_api(call, "bucketName"))) > 200, BAD),
        ),
        Deep(
            "email-settings-with-text-messages-refused", "CreateBackendAuth", REFUSES,
            "EmailSettings",
            when(
                lambda call: _pools(call, "forgotPassword", "deliveryMethod") == "SMS"
                and _pools(call, "forgotPassword", "emailSettings") is not None,
                BAD,
            ),
        ),
        Deep(
            "app-missing-for-three-attributes", "CreateBackendAuth",
            frozenset({"response_schema"}), "ppId",
            answered(lambda call: len(_attributes(call)) > 2, "appId", None),
        ),
        Deep(
            "other-environment-for-two-members", "UpdateBackendAPI", frozenset({"echo"}),
            "EnvironmentName",
            answered(
                lambda call: _api(call, "transformSchema") is not None
                and _api(call, "conflictResolution") is not None,
                "backendEnvironmentName", "other",
            ),
        ),
    )
}  # fmt: skip


def _attributes(call: Call) -> list[Any]:
    found = _pools(call, "requiredSignUpAttributes")
    return found if isinstance(found, list) else []
