"""Fetch botocore's protocol tests, of the version that is installed, into ``.cache``.

    python tests/wire/fetch_botocore_tests.py [FOLDER]

They are part of botocore's source distribution (Apache-2.0), not of its wheel, and are not kept in
this repository.
"""

import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "botocore-sdist"
WANTED = "/tests/unit/protocols/"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CACHE
    with tempfile.TemporaryDirectory() as scratch:
        archive = download(f"botocore=={version('botocore')}", Path(scratch))
        count = unpack(archive, folder)
    print(f"{count} files below {folder}")


def download(requirement: str, folder: Path) -> Path:
    """Have pip download a source distribution."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary", ":all:", requirement, "--dest", str(folder)]
    subprocess.run(command, check=True)
    return next(folder.glob("botocore-*.tar.gz"))


def unpack(archive: Path, folder: Path) -> int:
    """Extract only the test cases; the folder keeps itself out of git."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    with tarfile.open(archive) as source:
        wanted = [
            member
            for member in source.getmembers()
            if WANTED in member.name and member.name.endswith(".json")
        ]
        source.extractall(folder, members=wanted, filter="data")
    return len(wanted)


if __name__ == "__main__":
    main()
