"""The front door: what `import glassnet` gives, that it loads nothing before it is used, and that it harms nobody."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import glassnet


def run(code: str, folder: Path) -> str:
    """What code prints in a folder of its own."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def test_every_public_name_is_there() -> None:
    for name in glassnet.__all__:
        assert getattr(glassnet, name) is not None
    assert set(glassnet.__all__) <= set(dir(glassnet))


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(glassnet.__file__).read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.name: node.module.removeprefix("glassnet.")
        for node in guarded.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    assert seen == glassnet._MODULES


def test_a_wrong_name_is_an_attribute_error(tmp_path: Path) -> None:
    code = "import glassnet\ntry: glassnet.laod\nexcept AttributeError as error: print(error)"
    assert "no attribute 'laod'" in run(code, tmp_path)


def test_import_loads_nothing(tmp_path: Path) -> None:
    heavy = "print([m for m in ('numpy', 'textual', 'rich', 'plotext', 'msgspec') if m in sys.modules])"
    assert run(f"import sys, glassnet; {heavy}", tmp_path) == "[]"


def test_modules_of_ones_own_with_our_folders_names_change_nothing(tmp_path: Path) -> None:
    for name in ("core", "scenarios", "tui"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('mine')")
    code = "import glassnet; print(glassnet.load('xor').key, glassnet.__version__)"
    assert run(code, tmp_path).startswith("xor ")


def test_the_folders_are_no_modules_elsewhere(tmp_path: Path) -> None:
    code = "import importlib.util as u; print([n for n in ('core', 'scenarios', 'tui') if u.find_spec(n)])"
    assert run(code, tmp_path) == "[]"


def test_it_runs_as_a_module(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "glassnet", "list"]
    assert "xor" in subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
