"""The files of real data: named with their source, and part of what is installed."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

from glassnet.scenarios import data

FOLDER = Path(data.__file__).parent
ROOT = Path(__file__).parents[3]


def test_every_file_has_its_source_named_and_is_installed() -> None:
    files = [path.name for path in FOLDER.iterdir() if path.is_file() and path.suffix not in (".py", ".md")]
    assert files
    sources = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["glassnet.scenarios.data"]
    for name in files:
        assert f"`{name}`" in sources
        assert any(fnmatch(name, pattern) for pattern in patterns)
