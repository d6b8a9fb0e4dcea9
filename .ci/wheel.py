"""Builds the wheel, and tries it where nothing but its own installation can help: in a new environment, another folder.

`python .ci/wheel.py FOLDER` leaves the wheel in FOLDER/dist. Ends with a message and code 1 where the wheel holds more
than the package and its metadata, or what is installed does not work. Does not know what the commands print.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMMANDS = (["--help"], ["list"], ["train", "xor", "--iterations", "10"], ["lesson", "check", "example"])


def run(command: Sequence[str | Path], folder: Path, code: int = 0) -> None:
    """Run it in this folder, without what the environment adds to Python's path; another exit code ends the program."""
    print("+", *command, flush=True)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True)
    if done.returncode != code:
        sys.exit(f"exit code {done.returncode} rather than {code}\n{done.stdout}{done.stderr}")


def main(folder: Path) -> None:
    """Build, look into it, install, use."""
    run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder / "dist", "."], ROOT)
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name.partition("/")[0] for name in archive.namelist()}
    if {name for name in held if not name.endswith(".dist-info")} != {"glassnet"}:
        sys.exit(f"{wheel.name} holds {', '.join(sorted(held))}: glassnet and its metadata alone belong there")

    venv.create(folder / "installed", with_pip=True)
    programs = folder / "installed" / ("Scripts" if os.name == "nt" else "bin")
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    run([programs / "python", "-m", "pip", "install", "-q", wheel], elsewhere)
    run([programs / "python", "-c", "import glassnet"], elsewhere)
    for name in ("core", "scenarios", "tui", "tests", "benchmarks"):
        run([programs / "python", "-c", f"import {name}"], elsewhere, code=1)
    for words in COMMANDS:
        run([programs / "glassnet", *words], elsewhere)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
