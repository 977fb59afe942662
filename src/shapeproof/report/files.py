"""Files that reports are written to: tried before the run, written whole or not at all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from shapeproof.exceptions import BadUsage


@dataclass(frozen=True)
class OutputFile:
    """A file that can be written, as ``open`` found out. ``spec`` names it in errors."""

    spec: str
    path: Path

    @classmethod
    def open(cls, spec: str, path: Path) -> OutputFile:
        """Make the folders above the file and see that it can be written. Raises BadUsage."""
        output = cls(spec, path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(0, "it is a directory")
            if not output._replaceable:
                return output
            with output._beside.open("wb"):
                pass
            output._beside.unlink()
        except OSError as error:
            raise output._unwritable(error) from None
        return output

    def write(self, text: str) -> None:
        """Write the whole file: beside it first, then renamed. Raises BadUsage."""
        data = text.encode("utf-8", "backslashreplace")
        try:
            if not self._replaceable:
                self.path.write_bytes(data)
                return
            self._beside.write_bytes(data)
            self._beside.replace(self.path.resolve())
        except OSError as error:
            self._beside.unlink(missing_ok=True)
            raise self._unwritable(error) from None

    @property
    def _replaceable(self) -> bool:
        """Whether it is, or will be, a regular file: devices and pipes are not renamed over."""
        return self.path.is_file() or not self.path.exists()

    @property
    def _beside(self) -> Path:
        resolved = self.path.resolve()
        return resolved.with_name(f".{resolved.name[:200]}.{os.getpid()}.tmp")

    def _unwritable(self, error: OSError) -> BadUsage:
        reason = error.strerror or str(error)
        return BadUsage(self.spec, f"cannot write {self.path}: {reason}", "give another path")
