"""The wheel and the source distribution: what is in them, and that an installed wheel works."""

import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

from tests.chain.judges import judge
from tests.support.programs import REPOSITORY

pytestmark = pytest.mark.long

MOST_BYTES = 5_000_000
LARGEST_FILE = 500_000
UNWANTED = re.compile(
    r"(^|/)(\.cache|\.venv|\.git|\.hypothesis|__pycache__|node_modules)/|^(site|dist)/"
    r"|\.(pyc|pem|key|p12|har|env)$|(^|/)(\.env|credentials|id_rsa)"
)
SECRET = re.compile(
    rb"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\s]{200}"
    rb"|ghp_\w{36}|pypi-AgEI\w{20}"
)
KNOWN_EXAMPLE = b"AKIAIOSFODNN7EXAMPLE"
"""The access key that AWS's own documentation uses in examples."""
CALLS = """
import boto3
from moto import mock_aws


@mock_aws
def test_a_call():
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    client = boto3.client("sns", region_name="us-east-1", **keys)
    client.create_topic(Name="orders")
"""


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Path:
    return next(distributions.glob("*.whl"))


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    archive = zipfile.ZipFile(wheel)
    name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
    return message_from_string(archive.read(name).decode())


def contents(path: Path) -> dict[str, bytes]:
    """The files of a distribution, without the folder that all files of a tar are in."""
    if path.suffix == ".whl":
        archive = zipfile.ZipFile(path)
        return {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(path) as tar:
        files = {each.name.partition("/")[2]: tar.extractfile(each) for each in tar}
        return {name: file.read() for name, file in files.items() if file is not None}


@pytest.mark.parametrize("pattern", ["*.whl", "*.tar.gz"])
def test_nothing_is_in_them_that_should_not_be(distributions: Path, pattern: str) -> None:
    path = next(distributions.glob(pattern))
    files = contents(path)
    assert path.stat().st_size < MOST_BYTES
    assert not [name for name in files if UNWANTED.search(name)]
    assert not [name for name, data in files.items() if len(data) > LARGEST_FILE]
    shipped = {name: data for name, data in files.items() if not name.startswith("tests/")}
    for name, data in shipped.items():  # tests make up secrets, to see that they are masked
        assert set(SECRET.findall(data)) <= {KNOWN_EXAMPLE}, name


def test_the_wheel_has_all_data_files_of_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    source = REPOSITORY / "src" / "shapeproof"
    listed = subprocess.run(
        ["git", "ls-files", "."],
        cwd=source,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no clone")
    tracked = [each for each in listed.stdout.splitlines() if (source / each).exists()]
    assert len(tracked) > 500
    assert not [each for each in tracked if f"shapeproof/{each}" not in names]


@pytest.mark.parametrize(
    "name", ["action.yml", "Dockerfile", "SECURITY.md", "tests/conftest.py", "docs/index.md"]
)
def test_the_source_distribution_has(distributions: Path, name: str) -> None:
    assert name in contents(next(distributions.glob("*.tar.gz")))


def test_twine(distributions: Path) -> None:
    judge("twine", "check", "--strict", *sorted(distributions.iterdir()))


def test_check_wheel_contents(wheel: Path) -> None:
    judge("check-wheel-contents", wheel)


def test_metadata(metadata: Message) -> None:
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Author"] == "The Shapeproof developers"
    urls = dict(each.split(", ") for each in metadata.get_all("Project-URL", []))
    assert set(urls) == {"Homepage", "Documentation", "Source", "Changelog", "Issues"}
    address = "https://github.com/shapeproof/shapeproof"
    assert not [each for each in urls.values() if not each.startswith(address)]


def test_links_of_the_readme_are_absolute_and_lead_to_files(metadata: Message) -> None:
    text = str(metadata.get_payload())
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert not [each for each in links if not each.startswith(("https://", "#"))]
    ours = [each for each in links if f"/v{metadata['Version']}/" in each]
    paths = [each.partition(f"/v{metadata['Version']}/")[2] for each in ours]
    assert len(paths) > 5
    assert not [each for each in paths if not (REPOSITORY / each.partition("#")[0]).exists()]


def test_pages_that_the_metadata_links_exist(metadata: Message) -> None:
    links = [each.partition("/main/") for each in metadata.get_all("Project-URL", [])]
    paths = [path for _, found, path in links if found]
    assert paths
    assert [each for each in paths if not (REPOSITORY / each).exists()] == []


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it, which finds what shapeproof needs in this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", *options, str(wheel)], check=True, timeout=240)
    packages = next((folder / "lib").glob("python*/site-packages"))
    here = [each for each in sys.path if each.endswith(("site-packages", "dist-packages"))]
    (packages / "others.pth").write_text("\n".join(here))
    return folder / "bin"


def run(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {"PATH": "/usr/bin:/bin", "HOME": str(cwd)}
    return subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, timeout=280, check=False
    )


def test_the_installed_command_checks_the_bundled_mock(installed: Path, tmp_path: Path) -> None:
    where = [str(installed / "python"), "-c", "import shapeproof; print(shapeproof.__file__)"]
    assert run(where, tmp_path).stdout.startswith(str(installed.parent))
    command = [str(installed / "shapeproof"), "server", "amplifybackend", "--max-requests", "200"]
    done = run([*command, "--report", "html=report.html", "--report", "sarif=r.sarif"], tmp_path)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "200 requests" in done.stdout
    assert "<html" in (tmp_path / "report.html").read_text()


def test_the_installed_plugin_checks_calls(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "test_calls.py").write_text(CALLS)
    python = str(installed / "python")
    done = run([python, "-m", "pytest", "-q", "--shapeproof", "-p", "no:cacheprovider"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "shapeproof" in done.stdout
    assert "1 passed" in done.stdout


@pytest.mark.slow
@pytest.mark.whole
def test_a_fresh_environment_with_nothing_but_the_wheel(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    done = subprocess.run(pip, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        pytest.skip("no index of packages is reachable")
    command = [python, "-m", "shapeproof", "server", "amplifybackend", "--max-requests", "200"]
    done = run([*command, "--report", "html=report.html"], tmp_path)
    assert done.returncode == 3, done.stdout + done.stderr
    assert run([python, "-m", "pip", "check"], tmp_path).returncode == 0
