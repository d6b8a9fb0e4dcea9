"""CSV files in the app and on the command line: what a person sees of their own data."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from glassnet.command_line import main
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.experiments.files import find
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.panels.network.panel import NetworkPanel
from glassnet.tui.panels.predictions.measures import measure
from glassnet.tui.panels.predictions.panel import PredictionsPanel
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import text_of
from tests.screen import drive, text, told, wait_until

CELLS = [
    *("1", "2", "3.5", "-4", "1e3", "NA", "?", "x", "y", "1,5", "1.234,5", "\x1b[2J", "é", "inf", "1e308", "1e-320"),
    *("0x10", "1_0", "true", "NULL", "10%", "€5", "", " ", '"a,b"', '"q', "(3)", "−2", "1 234", "9" * 400, "5 kg", "-"),
    *(
        "2020-01-31",
        "1/2/2020",
        "31.12.99",
        "0000-00-00",
        "12:30",
        "20201231",
        "9999-12-31T99:59",
        "Q1 1999",
        "# x",
        "-999",
    ),
]


@pytest.fixture
def houses(tmp_path: Path) -> str:
    random = np.random.RandomState(4)
    lines = ["area;built;price"]
    for _ in range(60):
        area, built = random.uniform(40, 250), random.randint(1900, 2020)
        lines.append(f"{area:.1f};{built};{3000 * area + 900 * (built - 1900):.0f}".replace(".", ","))
    lines[5] = "NA;1950;100000"
    file = tmp_path / "houses.csv"
    file.write_text("\n".join(lines))
    return str(file)


def file_of(folder: Path, name: str, rows: str) -> str:
    (folder / name).write_text(rows)
    return str(folder / name)


def shown(path: str, iterations: int = 0, width: int = 60, height: int = 16) -> str:
    session = Session(find(path))
    session.run(iterations)
    return text_of(PredictionsPanel(id="predictions"), Snapshot.of(session, ViewState()), width, height)


def test_it_opens_tells_what_it_did_and_trains(houses: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert 'houses.csv: "price" from 2 inputs' in text(app)
        assert 'Target: column "price", the last one (--target takes another).' in told(app)
        assert '1 of 60 rows dropped for missing cells: "area" 1.' in told(app)
        await pilot.press("question_mark")
        await pilot.pause()
        assert "The data" in text(app)
        assert "deviation" in text(app)
        await pilot.press("escape", *["]"] * 9, "r")
        await wait_until(pilot, lambda: app.session.state.iteration > 100)
        await pilot.press("space")
        await wait_until(pilot, lambda: not app.running)
        assert app.session.losses.train.values[-1] < 0.5

    drive(steps, find(houses))


def test_names_from_files_do_nothing_to_the_terminal(tmp_path: Path) -> None:
    rows = "".join(f"{k * k},{k % 5},{'[bold]x' if k % 2 else '[/y]'}\n" for k in range(20))
    path = file_of(tmp_path, "odd[x].csv", f"\x1b[2Ja,[red]b[/],\x07[/nothing]\n{rows}")

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "question_mark")
        await pilot.pause()
        assert "[/nothing]" in text(app)
        await pilot.press("escape", "0")
        await pilot.pause()
        assert "odd[x].csv" in text(app)
        await pilot.press("escape", "ctrl+p", *"odd")
        await wait_until(pilot, lambda: "Scenario: odd[x].csv" in text(app))
        await pilot.press("escape")
        for size in ((80, 24), (200, 60)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "[bold]x" in text(app)
            assert "\x1b" not in text(app)
            assert "\x07" not in text(app)

    drive(steps, find(path))


def test_original_numbers_stand_on_their_points(tmp_path: Path) -> None:
    random = np.random.RandomState(1)
    for scale, decimals in ((100_000, 0), (1, 3), (0.001, 6)):
        numbers = random.normal(5, 1, 50) * scale
        path = file_of(tmp_path, f"{decimals}.csv", "x,y\n" + "".join(f"{n * 2:.9f},{n:.10f}\n" for n in numbers))
        lines = [line for line in shown(path, 200).splitlines() if "│" in line][1:6]
        cells = [list(re.finditer(r"[\d.]+", line))[1:4] for line in lines]
        for k, places in ((0, None), (1, decimals), (2, decimals)):  # x, y, the answer
            assert len({row[k].end() for row in cells}) == 1, lines
            found = {len(row[k][0].partition(".")[2]) for row in cells}
            assert len(found) == 1, lines
            assert places is None or found == {places}, lines


def test_whole_numbers_need_no_decimals(houses: str) -> None:
    data = find(houses).data
    assert [measure(data, k).decimals for k in range(2)] == [1, 0]
    built = data.features[1]
    assert measure(data, 1).text((1950 - built.mean) / built.deviation) == "1950"
    price = measure(data, 0, target=True)
    assert price.difference(-0.1, 9) == f"{-0.1 * data.outputs[0].deviation:.0f}"


def test_a_regression_shows_names_and_original_numbers(houses: str) -> None:
    session = Session(find(houses))
    snapshot = Snapshot.of(session, ViewState())
    data = session.scenario.data
    price = f"{data.outputs[0].raw(float(data.targets[0, 0])):.0f}"
    panel = text_of(PredictionsPanel(id="predictions"), snapshot, 100, 24)
    for word in ("area", "built", "price", "answer", "error", price, "price >", "price ≤", "test rows"):
        assert word in panel, panel
    assert f"price {price}" in text_of(NetworkPanel(id="network"), snapshot, 80, 20)


def test_a_map_of_many_points_marks_one_a_cell(tmp_path: Path) -> None:
    points = np.random.RandomState(2).uniform(-1, 1, (5000, 2))
    rows = "".join(f"{a:.4f},{b:.4f},{'above' if b > 0 else 'below'}\n" for a, b in points)
    panel = shown(file_of(tmp_path, "many.csv", f"a,b,where\n{rows}"), 200, 90, 20)
    assert "▸" in panel
    assert panel.count("•") > 50
    assert panel.count("▴") > 50
    assert "of 4,000 right" in panel


def test_answers_of_many_rows_may_lag_while_running(houses: str) -> None:
    session = Session(find(houses))
    first = session.predictions
    session.answers._predicting = 1e6  # as if it had taken that long
    session.run(3)
    running = Snapshot.of(session, ViewState(running=True))
    assert running.predictions.late
    assert running.predictions.train is first.train
    assert "weights of iteration 1" in text_of(PredictionsPanel(id="predictions"), running, 60, 12)
    paused = Snapshot.of(session, ViewState())
    assert paused.predictions.iteration == 3
    assert not np.array_equal(paused.predictions.train, first.train)
    assert "weights as now" in text_of(PredictionsPanel(id="predictions"), paused, 60, 12)


# --- the command line ---


def test_commands_tell_on_stderr_and_answer_on_stdout(houses: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", houses, "--iterations", "300", "--target", "PRICE", "--test-share", "10", "--json"]) == 0
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert report["training"]["rows"] + report["test"]["rows"] == 59
    assert report["test"]["rows"] == 5
    assert "Target:" not in said.err  # it was named
    assert said.err.count('1 of 60 rows dropped for missing cells: "area" 1.') == 1


def test_a_regression_tells_its_error_as_the_target_was_measured(
    houses: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", houses, "--iterations", "300", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    session = Session(find(houses))
    session.run(300)
    data, answers = session.scenario.data, session.predictions
    raw = data.outputs[0].deviation * (answers.test - data.test_targets)
    assert report["test"]["root_mean_square_error"] == pytest.approx(np.sqrt(np.square(raw).mean()))
    assert main(["train", houses, "--iterations", "300"]) == 0
    assert re.search(r"test .* 11 rows, price ±\d{4,6}\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    "words",
    [
        ["trace", "{}", "--iterations", "1"],
        ["check", "{}"],
        ["sweep", "{}", "--seeds", "0:2", "--iterations", "5", "--vary", "network.hidden=[2],[3]"],
        ["explain", "{}", "loss"],
    ],
)
def test_every_command_takes_them(words: list[str], houses: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*(word.replace("{}", houses) for word in words), "--target", "built", "--task", "regression"]) == 0
    said = capsys.readouterr()
    assert said.out
    assert said.err.count('Task: regression, as "built" is a number.') == 1


def test_any_ending_with_a_target(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of(tmp_path, "numbers", "1 , 2\n2 , 4\n3 , 6\n4 , 8\n")
    assert main(["train", path, "--epochs", "2", "--target", "1"]) == 0
    assert "columns are called column 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rows", "batch", "words"),
    [
        (60, [], "20 iterations (20 epochs of 1 update)"),
        (60, ["--batch-size", "10"], "100 iterations (20 epochs of 5 updates)"),
        (400, [], "200 iterations (20 epochs of 10 updates)"),
    ],
)
def test_epochs_tell_how_many_updates_they_make(
    rows: int, batch: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of(tmp_path, "x.csv", "x,y\n" + "".join(f"{k * k},{k}.5\n" for k in range(rows)))
    assert main(["train", path, "--epochs", "20", *batch]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith(words)
    assert main(["train", path, "--iterations", "20"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.endswith("20 iterations" if rows == 60 else "20 iterations (2 epochs of 10 updates)")
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    assert "one parameter update where the batch is full" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("flags", [[], ["--seed", "1"]])
def test_a_large_file_says_that_it_is_read(
    flags: list[str],
    houses: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for least, said in ((10**7, 0), (100, 1)):
        monkeypatch.setattr("glassnet.commands.progress.SLOW_BYTES", least)
        main(["train", houses, "--iterations", "1", *flags])
        assert capsys.readouterr().err.count(f"reading {houses} (0 MB) …") == said


def test_nothing_of_the_screen_is_loaded(houses: str) -> None:
    code = (
        "import sys; from glassnet.command_line import main; main(sys.argv[1:]); "
        "print([m for m in ('textual', 'plotext', 'pandas') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, "train", houses, "--epochs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\0\0", "no text"),
        (b"", "the file is empty"),
        (b"a,b\n1,2\n3\n", "line 3 has 1 cell"),
        (b"a,b\n1,2\n", "1 row of data"),
        (b"a,b\n1,2\n2,2\n", "only one value"),
        (b"\x1b[2Ja,b\nx\x1b[1m,1\n2,2\n", "no column is left"),
    ],
)
def test_errors_are_one_line(content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    assert main(["train", str(path), "--epochs", "1"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"glassnet: {path}: ")
    assert words in said.err
    assert said.err.count("\n") == 1
    assert said.err[:-1].isprintable()


@given(
    rows=st.lists(st.lists(st.sampled_from(CELLS), min_size=3, max_size=3), min_size=1, max_size=12),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "cp1252", "utf-16")),
)
@settings(max_examples=80)
def test_any_file_opens_or_is_refused_in_one_line(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes("\n".join(delimiter.join(row) for row in rows).encode(encoding, "replace"))
        said = ""
        try:
            scenario = find(str(path))
        except GlassnetError as error:
            said = str(error)
    if said:
        assert said.isprintable()
        return
    Session(scenario).run(2)
    assert np.isfinite(scenario.data.inputs).all()
    assert all(note.isprintable() for note in scenario.notes)
    assert all(feature.name.isprintable() for feature in scenario.data.features)


def test_folders_are_no_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert main(["train", str(tmp_path / "folder.csv"), "--epochs", "1"]) == 2
    assert capsys.readouterr().err.endswith("folder.csv: Is a directory\n")
