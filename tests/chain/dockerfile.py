"""Reads a Dockerfile into stages and instructions, as far as the project's own needs it."""

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Instruction:
    """One instruction: its keyword, its flags (``--from=build``) and the rest."""

    keyword: str
    rest: str
    flags: dict[str, str] = field(default_factory=dict)

    def words(self) -> list[str]:
        return json.loads(self.rest) if self.rest.startswith("[") else shlex.split(self.rest)


@dataclass(frozen=True)
class Stage:
    """A stage: its base image, its name, and what follows."""

    image: str
    name: str
    instructions: list[Instruction]

    def all(self, keyword: str) -> list[Instruction]:
        return [each for each in self.instructions if each.keyword == keyword]

    def variables(self) -> dict[str, str]:
        """What LABEL and ENV set."""
        pairs = [
            word for key in ("LABEL", "ENV") for each in self.all(key) for word in each.words()
        ]
        return dict(each.split("=", 1) for each in pairs)


def read(path: Path) -> list[Stage]:
    """The stages of a Dockerfile."""
    text = re.sub(r"^\s*#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    stages: list[Stage] = []
    for line in filter(None, map(str.strip, lines)):
        keyword, _, rest = line.partition(" ")
        if keyword == "FROM":
            image, _, name = rest.partition(" AS ")
            stages.append(Stage(image, name, []))
            continue
        found = re.match(r"((?:--\S+ )*)(.*)", rest)
        assert found is not None
        flags = dict(each[2:].split("=", 1) for each in found[1].split())
        stages[-1].instructions.append(Instruction(keyword, found[2].strip(), flags))
    return stages
