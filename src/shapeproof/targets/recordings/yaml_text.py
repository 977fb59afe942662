"""YAML of untrusted origin as plain values.

Tags of Python objects, which old cassettes have, are read as the values that they hold: nothing is
constructed. Merge keys are refused, as a few lines of them stand for millions of entries.
"""

from __future__ import annotations

from typing import Any

import yaml

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C is ten times faster; a wheel for some platforms lacks it."""


MAX_DEPTH = 100
"""How deep collections may be nested. The loader in C has no limit of its own, and would crash."""


MOST_VALUES = 400_000
"""Values of a text; each takes about a kilobyte while it is read."""


class YamlError(ValueError):
    """The text is not YAML that can be read: why, and in which line (0: unknown)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class _PlainLoader(_Base):  # type: ignore[misc]  # its base depends on the platform
    """Constructs plain values only."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Refuse merge keys."""
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                raise YamlError("merge keys (<<) are not read", key.start_mark.line + 1)


def _plain(loader: Any, _suffix: str, node: yaml.Node) -> Any:
    """The value that stands behind a tag."""
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


_PlainLoader.add_multi_constructor("tag:yaml.org,2002:python/", _plain)
_PlainLoader.add_multi_constructor("!", _plain)
_PlainLoader.add_constructor(
    "tag:yaml.org,2002:timestamp", yaml.SafeLoader.yaml_constructors["tag:yaml.org,2002:str"]
)


def _refuse_excess(text: str) -> None:
    """Raise YamlError for too much and too deep a text; events are read without recursion."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_Base)):
        if number > MOST_VALUES:
            raise YamlError(f"it holds more than {MOST_VALUES:,} values", event.start_mark.line + 1)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise YamlError("it is nested too deeply", event.start_mark.line + 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def load_yaml(text: str) -> Any:
    """The first document of a YAML text. Raises YamlError."""
    loader = None
    try:
        _refuse_excess(text)
        loader = _PlainLoader(text)
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 0
        raise YamlError(error.problem or error.context or "it cannot be read", line) from None
    except yaml.YAMLError as error:
        raise YamlError(" ".join(str(error).split())) from None
    except RecursionError:
        raise YamlError("it is nested too deeply") from None
    except (ValueError, TypeError) as error:
        if isinstance(error, YamlError):
            raise
        raise YamlError(str(error)) from None
    finally:
        if loader is not None:
            loader.dispose()
