"""Reads recordings of traffic: HAR, cassettes, placebo folders, mitmproxy flows, JSON Lines.

Nothing here knows services or protocols: a reader gives the messages, or the parsed calls, that a
file holds, each with the place by which a user finds it.
"""

from shapeproof.targets.recordings.entries import (
    BrokenRecording,
    Entry,
    HttpEntry,
    ParsedEntry,
    UnusableEntry,
)
from shapeproof.targets.recordings.files import RecordedFile, find_files, read_entries

__all__ = [
    "BrokenRecording",
    "Entry",
    "HttpEntry",
    "ParsedEntry",
    "RecordedFile",
    "UnusableEntry",
    "find_files",
    "read_entries",
]
