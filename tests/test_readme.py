"""What the README says holds: its Python runs, its commands exist, its pictures are there, its keys are bound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glassnet.scenarios.experiments.files import loads
from glassnet.tui.keys.offers import readme_table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_python_examples_run(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(code.replace("100_000", "2_000").replace("54_321", "1_234"), {})
    assert capsys.readouterr().out


def test_what_comes_back_from_the_judge_is_what_stands_there(capsys: pytest.CaptureFixture[str]) -> None:
    examples = re.findall(r"```python\n((?:(?!```).)*glassnet\.judge\(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)
    assert examples
    for code, answer in examples:
        exec(code, {})
        assert capsys.readouterr().out == answer


@pytest.mark.parametrize("text", re.findall(r"```toml\n(.*?)```", README, re.DOTALL))
def test_experiments_are_experiments(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("houses.csv").write_text("rooms,price\n" + "".join(f"{rooms},{rooms * 90_000}\n" for rooms in range(2, 30)))
    assert loads(text).begin()


def test_two_commands_do_the_set_up() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith(".venv/bin/glassnet")
    assert commands[1].endswith(".venv/bin/pytest")


def test_pictures_are_there() -> None:
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", README)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).stat().st_size > 1000


def test_files_it_names_are_there() -> None:
    for name in re.findall(r"`((?:core|scenarios|tui|tests|benchmarks)/[\w/.]*)`", README):
        assert (ROOT / name).exists(), name


def test_its_table_of_keys_is_that_of_the_app() -> None:
    assert readme_table() in README, f"## Keys is to have\n\n{readme_table()}"
