"""What the README and the pages beside it say holds: Python runs, commands exist, links and pictures lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glassnet.command_line import main
from glassnet.commands import COMMANDS
from glassnet.scenarios.experiments.files import loads
from glassnet.tui.keys.offers import readme_table

ROOT = Path(__file__).parent.parent
PLACES = ("README.md", "TEACHING.md", "scenarios/data/README.md", "scenarios/judge/README.md", "tui/keys/README.md")
PAGES = {place: (ROOT / place).read_text(encoding="utf-8") for place in PLACES}
README, ALL = PAGES["README.md"], "\n".join(PAGES.values())


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", ALL, re.DOTALL))
def test_python_examples_run(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(code.replace("100_000", "2_000").replace("54_321", "1_234"), {})
    assert capsys.readouterr().out


def test_what_comes_back_from_the_judge_is_what_stands_there(capsys: pytest.CaptureFixture[str]) -> None:
    examples = re.findall(r"```python\n((?:(?!```).)*glassnet\.judge\(.*?)```\n\n```text\n(.*?)```", ALL, re.DOTALL)
    assert examples
    for code, answer in examples:
        exec(code, {})
        assert capsys.readouterr().out == answer


@pytest.mark.parametrize("text", re.findall(r"```toml\n(.*?)```", ALL, re.DOTALL))
def test_experiments_are_experiments(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("houses.csv").write_text("rooms,price\n" + "".join(f"{rooms},{rooms * 90_000}\n" for rooms in range(2, 30)))
    assert loads(text).begin()


def test_two_commands_do_the_set_up() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith(".venv/bin/glassnet")
    assert commands[1].endswith(".venv/bin/pytest")


@pytest.mark.parametrize("place", PLACES)
def test_commands_and_their_options_are_there(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    for line in set(re.findall(r"\bglassnet [^`\n|)]+", PAGES[place])):
        words = line.split("#")[0].split()[1:]
        with pytest.raises(SystemExit):
            main([*(word for word in words[:1] if word in COMMANDS), "--help"])
        known = capsys.readouterr().out
        assert all(word in known for word in words if word.startswith("--")), line


@pytest.mark.parametrize("place", PLACES)
def test_links_lead_to_files_and_headings(place: str) -> None:
    headings = {
        "#" + re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in ALL.splitlines()
        if line.startswith("#")
    }
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", PAGES[place]):
        path, mark, heading = link.partition("#")
        assert ((ROOT / place).parent / path).exists(), link
        assert not mark or mark + heading in headings, link


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
