"""bash's completion of ``FORMAT=PATH``: bash cuts words at each equals sign."""

from __future__ import annotations

import os
from typing import Any

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    split_arg_string,
)

_ADD = "COMPREPLY+=($value)"
_ADD_WITHOUT_SPACE = f"{_ADD}; [[ $value == *= ]] && compopt -o nospace"


@add_completion_class
class JoiningBashComplete(BashComplete):
    """click's completion, for whole words: what bash cuts is joined again."""

    source_template = BashComplete.source_template.replace(_ADD, _ADD_WITHOUT_SPACE)
    _cut = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor, and the word at it."""
        words, at = split_arg_string(os.environ["COMP_WORDS"]), int(os.environ["COMP_CWORD"])
        joined = joined_words(words[: at + 1])
        if at >= len(words):
            return joined[1:], ""
        last = "" if words[at] == "=" else words[at]
        self._cut = joined[-1].removesuffix(last)
        return joined[1:-1], joined[-1]

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """A line for bash, with the part of the word that bash replaces."""
        return f"{item.type},{str(item.value).removeprefix(self._cut)}"


def joined_words(words: list[str]) -> list[str]:
    """Words that bash has cut at equals signs, in one piece."""
    joined: list[str] = []
    for index, word in enumerate(words):
        if joined and (word == "=" or words[index - 1] == "="):
            joined[-1] += word
        else:
            joined.append(word)
    return joined
