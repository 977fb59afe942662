"""The wheel has everything that the installed package needs, and nothing of the tests."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.mark.parametrize(
    "name",
    [
        "shapeproof/contracts/amplifybackend/2020-08-11/service.json",
        "shapeproof/contracts/amplifybackend/2020-08-11/lifecycle.json",
        "shapeproof/contracts/amplifybackend/2020-08-11/overlay.json",
        "shapeproof/contracts/amplifybackend/2020-08-11/UpdateBackendStorage.json",
        "shapeproof/contracts/sqs/overlay.json",
        "shapeproof/domain_strategies/README.md",
        "shapeproof/configuration/schemas/config-1.json",
        "shapeproof/contract/schemas/overlay-1.json",
        "shapeproof/contract/schemas/lifecycle-1.json",
        "shapeproof/report/schemas/report-1.json",
        "shapeproof/report/schemas/events-1.json",
        "shapeproof/mock/moto_path/amplifybackend/urls.py",
        "shapeproof/__init__.pyi",
        "shapeproof/py.typed",
    ],
)
def test_wheel_has(wheel: Path, name: str) -> None:
    assert name in zipfile.ZipFile(wheel).namelist()


def test_wheel_has_every_pinned_document(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    pinned = sorted((REPOSITORY / "contracts").rglob("*.json"))
    assert len(list((REPOSITORY / "contracts/amplifybackend").rglob("*.json"))) == 35
    for path in pinned:
        assert f"shapeproof/{path.relative_to(REPOSITORY)}" in names


def test_wheel_has_no_tests(wheel: Path) -> None:
    names = [name.lower().replace("pytest", "") for name in zipfile.ZipFile(wheel).namelist()]
    assert not [name for name in names if "test" in name]


@pytest.mark.long
def test_the_installed_wheel_runs_away_from_the_repository(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    script = (
        f"import sys; sys.path.insert(0, {str(installed)!r})\n"
        "import shapeproof; assert shapeproof.__file__.startswith(sys.path[0])\n"
        "from shapeproof.cli.main import run\n"
        "sys.exit(run(['server', 'amplifybackend', '--operation', 'GetToken', "
        "'--report', 'json=a.json']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "a.json").read_text())
    assert report["stats"]["operations_reached"] == 1
