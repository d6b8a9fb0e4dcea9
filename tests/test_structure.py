"""How the house is built: arrows point one way, without a circle, and every folder is known to whoever installs it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
LAYERS = ("core", "scenarios", "tui", "glassnet")  # each may import those before it, and itself
LIBRARIES = {"core": {"numpy"}, "scenarios": {"numpy", "msgspec", "platformdirs", "onnx"}}  # what else they may load


def module_of(path: Path) -> str:
    """`core/ops.py` is glassnet.core.ops."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts if parts[0] == "glassnet" else ("glassnet", *parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def sources() -> dict[str, Path]:
    """All modules that ship."""
    return {module_of(path): path for layer in LAYERS for path in (ROOT / layer).rglob("*.py")}


@cache
def imports_of(module: str) -> tuple[str, ...]:
    """All modules that a module imports, wherever it does; not what only type checkers read."""
    return tuple(_imports_of(module))


def _imports_of(module: str) -> Iterator[str]:
    tree = ast.parse(sources()[module].read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    for found in ast.walk(tree):
        if isinstance(found, ast.Import):
            yield from (alias.name for alias in found.names)
        elif isinstance(found, ast.ImportFrom):
            assert found.level == 0, f"{module}: say what is imported in full"
            for alias in found.names:
                whole = f"{found.module}.{alias.name}"
                yield whole if whole in sources() else str(found.module)


def layer_of(module: str) -> str:
    """The folder at the top that a module of ours stands in."""
    part = module.split(".")[1] if "." in module else ""
    return part if part in LAYERS else "glassnet"


def test_arrows_point_one_way() -> None:
    for module in sources():
        allowed = LAYERS[: LAYERS.index(layer_of(module)) + 1]
        for imported in imports_of(module):
            top = imported.partition(".")[0]
            assert top not in ("core", "scenarios", "tui", "tests", "benchmarks"), f"{module} imports {imported}"
            if top == "glassnet":
                assert layer_of(imported) in allowed, f"{module} imports {imported}"
            elif layer_of(module) in LIBRARIES:
                assert top in LIBRARIES[layer_of(module)] | sys.stdlib_module_names, f"{module} imports {imported}"


def test_there_is_no_circle() -> None:
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path[path.index(module) :], module))
        if module not in done:
            for imported in imports_of(module):
                if imported in sources() and imported != module:
                    visit(imported, (*path, module))
            done.add(module)

    for module in sources():
        visit(module, ())


def test_every_package_is_installed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {module_of(path) for layer in LAYERS for path in (ROOT / layer).rglob("__init__.py")}
    assert set(settings["tool"]["setuptools"]["packages"]) == packages
    folders = {path.parent for path in sources().values()}
    assert all((folder / "__init__.py").exists() for folder in folders)
    known = str(settings["tool"]["uv"]["cache-keys"])
    assert all(layer in known for layer in LAYERS)


def test_type_checkers_find_every_folder() -> None:
    front = [path for path in (ROOT / "glassnet").iterdir() if path.name != "__pycache__"]  # or checkers miss the rest
    for path in (*(ROOT / layer for layer in LAYERS[:-1]), *front):
        link = ROOT / ".ci" / "links" / "glassnet" / path.name
        assert link.resolve() == path.resolve() or link.read_text().endswith(path.name)  # a system without links


def test_contributing_says_where_every_file_is() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for layer in LAYERS:
        told = page.partition(f"\n### `{layer}/`")[2].partition("\n### ")[0]
        listed = "\n".join(line for line in told.splitlines() if line.startswith(("- ", "  ")))
        named = re.findall(r"`([\w/]+(?:\.py|/))`", listed)
        assert all((ROOT / layer / name).exists() for name in named), layer
        files = {path.name for path in (ROOT / layer).glob("*.py")} - (
            {"__init__.py"} if layer != "glassnet" else set()
        )
        folders = {f"{path.name}/" for path in (ROOT / layer).iterdir() if path.is_dir() and path.name[0] != "_"}
        assert {name for name in named if "/" not in name[:-1]} == files | folders, layer
