import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.targets.opening import load_wsgi_app

MODULES = {
    "spl_good.py": "def app(environ, start):\n    return []\n\nclass Box:\n    inner = app\n",
    "spl_none.py": "app = None\n",
    "spl_syntax.py": "def app(:\n",
    "spl_raises.py": "raise RuntimeError('not today')\n",
    "spl_exits.py": "import sys\nsys.exit(4)\n",
    "spl_imports.py": "import no_such_module_at_all\n",
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, text in MODULES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "spl_package").mkdir()
    (tmp_path / "spl_package" / "web.py").write_text(MODULES["spl_good.py"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [each for each in sys.path if each])
    yield
    for name in [name for name in sys.modules if name.startswith("spl_")]:
        del sys.modules[name]


@pytest.mark.parametrize("name", ["spl_good:app", "spl_good:Box.inner", "spl_package.web:app"])
def test_what_can_be_named(name: str) -> None:
    found = load_wsgi_app(name)
    assert found({}, lambda *_: lambda _: None) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "MODULE:APP"),
        ("spl_good", "MODULE:APP"),
        (":app", "MODULE:APP"),
        ("spl_good:", "MODULE:APP"),
        ("spl_good:nothing", "nothing"),
        ("spl_good:Box.nothing", "nothing"),
        ("spl_good:app:more", "app:more"),
        ("spl_none:app", "not callable"),
        ("spl_missing:app", "spl_missing"),
        ("spl_good.sub:app", "spl_good"),
        ("spl_syntax:app", "SyntaxError"),
        ("spl_raises:app", "RuntimeError: not today"),
        ("spl_exits:app", "SystemExit: 4"),
        ("spl_imports:app", "no_such_module_at_all"),
        (".relative:app", "--wsgi .relative:app"),
        ("..:app", "--wsgi ..:app"),
    ],
)
def test_what_cannot(name: str, words: str) -> None:
    with pytest.raises(BadUsage) as error:
        load_wsgi_app(name)
    assert words in str(error.value)
    assert str(error.value).startswith(f"--wsgi {name}")
    assert "\n" not in str(error.value)
