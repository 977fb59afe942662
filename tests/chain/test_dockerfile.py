"""The image: what its file says, and its steps as far as they go without a daemon."""

import fnmatch
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chain.dockerfile import Stage, read
from tests.chain.judges import judge
from tests.support.programs import REPOSITORY

pytestmark = pytest.mark.long

DOCKERFILE = REPOSITORY / "Dockerfile"
BUILD, FINAL = read(DOCKERFILE)
UNPRIVILEGED = 10001
IS_ROOT = os.geteuid() == 0
OTHER: dict[str, Any] = (
    {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []} if IS_ROOT else {}
)


def test_hadolint() -> None:
    # DL3059: the steps of the first stage are apart, so that each is cached.
    judge("hadolint", "--ignore", "DL3059", DOCKERFILE)


def test_both_stages_have_the_same_python() -> None:
    assert BUILD.image == FINAL.image
    assert BUILD.image.startswith("python:3.")
    assert BUILD.image.endswith("-slim")


def test_the_image_has_no_build_tools() -> None:
    copied = FINAL.all("COPY")
    assert [each.flags for each in copied] == [{"from": BUILD.name}]
    assert copied[0].words() == ["/opt/shapeproof", "/opt/shapeproof"]
    scripts = " ".join(each.rest for each in FINAL.all("RUN"))
    assert "pip uninstall" in scripts
    for word in ("apt-get", "pip install", "gcc", "curl"):
        assert word not in scripts


def test_it_runs_as_a_user_without_rights() -> None:
    users = [each.rest for each in FINAL.all("USER")]
    assert users == [f"{UNPRIVILEGED}:{UNPRIVILEGED}"]
    keywords = [each.keyword for each in FINAL.instructions]
    assert keywords.index("USER") > max(
        number for number, each in enumerate(keywords) if each in ("RUN", "COPY")
    )
    assert FINAL.all("ENTRYPOINT")[0].words() == ["shapeproof"]


def test_labels() -> None:
    labels = {
        name.removeprefix("org.opencontainers.image."): value
        for name, value in FINAL.variables().items()
        if name.startswith("org.opencontainers.image.")
    }
    assert labels["licenses"] == "Apache-2.0"
    assert labels["source"] == labels["url"] == "https://github.com/shapeproof/shapeproof"
    assert {"title", "description", "vendor"} <= set(labels)


def context() -> set[str]:
    """The files that the build gets: what .dockerignore does not leave out."""
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [each for each in lines if each and not each.startswith("#")]
    assert rules[0] == "*"
    kept = [each[1:] for each in rules if each.startswith("!")]
    left_out = [each for each in rules[1:] if not each.startswith("!")]
    top = {path.name for path in REPOSITORY.iterdir()}
    return {
        each for each in top if each in kept and not any(map(fnmatch.fnmatch, [each], left_out))
    }


def sources(stage: Stage) -> set[str]:
    return {word for each in stage.all("COPY") for word in each.words()[:-1]}


def test_the_context_is_what_the_build_copies() -> None:
    assert context() == sources(BUILD)
    assert not {each for each in sources(BUILD) if not (REPOSITORY / each).exists()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first stage: what it copies, in a folder of its own, built into a wheel."""
    source = tmp_path_factory.mktemp("source")
    for each in BUILD.all("COPY"):
        *names, _ = each.words()
        for name in names:
            subprocess.run(
                ["cp", "-r", str(REPOSITORY / name), str(source)], check=True, timeout=60
            )
    script = BUILD.all("RUN")[0].rest
    assert script.startswith("python -m pip wheel ")
    wheels = tmp_path_factory.mktemp("wheels")
    script = script.replace("python -m", f'"{sys.executable}" -m').replace("/wheels", f'"{wheels}"')
    # Without isolation, as no index of packages may be reachable; hatchling is here.
    script = script.replace("pip wheel", "pip wheel --quiet --no-build-isolation --no-index")
    subprocess.run(["bash", "-c", script], cwd=source, check=True, timeout=240)
    return next(wheels.glob("shapeproof-*.whl"))


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that other users may read, as pytest's own ones are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_the_wheel_of_the_image_runs_as_another_user(wheel: Path, place: Path) -> None:
    assert BUILD.all("RUN")[1].rest == "python -m venv --without-pip /opt/shapeproof"
    install = BUILD.all("RUN")[2].rest
    assert install.startswith("python -m pip --python /opt/shapeproof/bin/python install ")
    python = environment_for_others(place / "venv")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    options = ["--no-compile", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*pip, *options, str(wheel)], check=True, timeout=240)
    work = place / "work"
    work.mkdir(mode=0o700)
    if IS_ROOT:
        os.chown(work, UNPRIVILEGED, UNPRIVILEGED)
    entry = str(python.with_name(FINAL.all("ENTRYPOINT")[0].words()[0]))
    done = subprocess.run(
        [entry, "server", "amplifybackend", "--max-requests", "60", "--report", "html=a.html"],
        cwd=work,
        env={**FINAL.variables(), "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        **OTHER,
    )
    assert done.returncode == 3, done.stdout + done.stderr
    assert "<html" in (work / "a.html").read_text(encoding="utf-8")


def environment_for_others(folder: Path) -> Path:
    """The Python of a new environment that others may run, and that finds this one's packages."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for base in filter(None, (sys.executable, shutil.which(version, path="/usr/bin"))):
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([base, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=240)
        here = [each for each in sys.path if each.endswith(("site-packages", "dist-packages"))]
        packages = folder / "lib" / version / "site-packages"
        (packages / "others.pth").write_text("\n".join(here))
        python = folder / "bin" / "python"
        if may_run(python):
            return python
    pytest.skip("another user may not run this Python; install one in /usr/bin")


def may_run(python: Path) -> bool:
    try:
        command = [str(python), "-c", "import click, botocore"]
        done = subprocess.run(
            command, cwd="/", stderr=subprocess.DEVNULL, timeout=60, check=False, **OTHER
        )
    except PermissionError:
        return False
    return done.returncode == 0
