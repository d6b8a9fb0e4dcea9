"""Prints the oldest versions that pyproject.toml allows, one a line, as pip takes them: `numpy==2.1`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
for requirement in project["dependencies"]:
    print(re.sub(r"([\w-]+)>=([\w.]+).*", r"\1==\2", requirement))
