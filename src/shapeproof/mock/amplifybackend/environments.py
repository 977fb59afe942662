"""Apps, their environments and what these hold, and the errors of the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from shapeproof.mock.backends import ModeledError

INVALID = "BadRequestException"
"""The code for requests that break the contract or do not fit the state."""


class BadRequestError(ModeledError):
    """The state does not allow the request."""

    def __init__(self, message: str) -> None:
        super().__init__(INVALID, message)


class NotFoundError(ModeledError):
    """The request names something that does not exist."""

    def __init__(self, resource_type: str, name: str) -> None:
        super().__init__(
            "NotFoundException",
            f"There is no {resource_type} {name!r}",
            ResourceType=resource_type,
        )


class ResourceKind(Enum):
    """What an environment may hold, one of each; the value is its resource type."""

    API = "api"
    AUTH = "auth"
    STORAGE = "storage"


@dataclass(frozen=True)
class HeldResource:
    """An API, Auth or Storage.

    ``name`` is None for an imported one, which answers to any name. ``config`` is in the API view
    and never changed in place. ``models_current``: whether an API's models match its schema.
    """

    name: str | None
    config: Mapping[str, Any]
    models_current: bool = False


@dataclass
class Environment:
    """A backend environment of an app."""

    app_name: str
    resources: dict[ResourceKind, HeldResource] = field(default_factory=dict)

    def resource(self, kind: ResourceKind, name: str) -> HeldResource:
        """The resource of a kind; NotFoundError if there is none that answers to the name."""
        resource = self.resources.get(kind)
        if resource is None or resource.name not in (None, name):
            raise NotFoundError(kind.value, name)
        return resource

    def add(self, kind: ResourceKind, resource: HeldResource) -> None:
        """Put a resource in; BadRequestError if one of its kind is there."""
        if kind in self.resources:
            raise BadRequestError(f"The environment has its {kind.value} already")
        self.resources[kind] = resource


@dataclass
class Environments:
    """All environments. An app exists as long as it has one."""

    _apps: dict[str, dict[str, Environment]] = field(default_factory=dict)

    def of_app(self, app_id: str) -> dict[str, Environment]:
        """The environments of an app, by name; NotFoundError for an unknown app."""
        try:
            return self._apps[app_id]
        except KeyError:
            raise NotFoundError("app", app_id) from None

    def get(self, app_id: str, name: str) -> Environment:
        """An environment; NotFoundError if the app or the environment is unknown."""
        try:
            return self.of_app(app_id)[name]
        except KeyError:
            raise NotFoundError("backendEnvironment", name) from None

    def add(self, app_id: str, name: str, environment: Environment) -> None:
        """Add an environment, and with the first one the app; BadRequestError if it exists."""
        app = self._apps.get(app_id, {})
        if name in app:
            raise BadRequestError(f"There is a backend environment {name!r} already")
        self._apps[app_id] = app
        app[name] = environment

    def remove(self, app_id: str, name: str) -> None:
        """Remove an environment, and with the last one the app."""
        self.get(app_id, name)
        del self._apps[app_id][name]
        if not self._apps[app_id]:
            del self._apps[app_id]

    def remove_app(self, app_id: str) -> None:
        """Remove all environments of an app."""
        self.of_app(app_id)
        del self._apps[app_id]
