"""What somebody new looks for on the screen, and has to find there in words."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from glassnet.scenarios.experiments.files import find
from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Sample
from glassnet.tui.panels.loss import LossPanel
from glassnet.tui.panels.predictions.panel import PredictionsPanel
from tests.screen import drive, part, text, told


def test_names_of_inputs_are_shortened_and_never_numbers(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    names = ["living area", "number of rooms", "distance", "construction", "price"]
    rows = [f"{k * 7 % 30},{k * 3 % 7},{k * 5 % 11},{k * 2 % 9},{k * 1.5 + 0.25}" for k in range(30)]
    file.write_text("\n".join([",".join(names), *rows]))

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "l")
        for panel in ("network", "matrices"):
            shown = part(app, panel)
            assert all(name[:3] in shown for name in names[:4])
        assert "in 0" not in part(app, "matrices")

    drive(steps, find(str(file)))


def test_features_of_the_plane_name_the_rows_of_the_first_matrix() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "l")
        assert re.search(r"W1 +x1 +[-+]", part(app, "matrices"))

    drive(steps, "spiral")


def test_a_wrong_one_of_another_batch_is_told_and_explained_by_enter() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        snapshot = app.snapshot()
        outside = np.setdiff1d(snapshot.wrong(test=False), snapshot.samples.rows)
        app.workspace.choose(sample=Sample(int(outside[0])))
        await pilot.press("w")
        sample = app.snapshot().sample
        assert f"{sample}, beside the batch" in part(app, "network")
        assert f"{sample} is not in this batch" in part(app, "matrices")
        assert isinstance(app.focused, PredictionsPanel)
        await pilot.press("enter")
        assert re.search(rf"explain: prediction, (test|training) row {sample.row}: a2", text(app))

    drive(steps, "digits", (200, 60))


def test_shapes_are_called_so() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        assert "shapes  1 = 1 - lr · 1" in part(app, "now")

    for size in ((80, 24), (120, 40), (200, 60)):
        drive(steps, "neuron", size)


def test_loss_and_target_of_the_neuron_stay_beside_the_diagnosis() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("d", "i")
        shown = part(app, "neuron")
        assert "loss" in shown
        assert "+0.1874" in shown
        assert "y  +1.0000" in shown

    drive(steps, "neuron")


@pytest.mark.parametrize("key", ["spiral", "circle", "moons"])
def test_the_map_of_many_points_has_most_of_the_panel(key: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        lines = [line for line in part(app, "predictions").splitlines() if line.count("▀") > 5]
        assert len(lines) >= 9
        assert max(line.count("▀") for line in lines) > 18

    drive(steps, key)


def test_the_loss_plot_has_a_legend_in_signs() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "i")
        shown = part(app, "loss")
        assert "─ loss" in shown or "─ train" in shown
        assert "┄ test" in shown
        assert isinstance(app.query_one("#loss"), LossPanel)

    for size in ((120, 40), (200, 60)):
        drive(steps, "sensor", size)


def test_a_loss_that_falls_far_asks_for_the_log_scale() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "v: log" not in text(app)
        app.session.run(20_000)
        await pilot.press("space")
        assert "linear, v: log" in part(app, "loss")
        await pilot.press("v")
        assert "v: log" not in part(app, "loss")

    drive(steps, "xor", (200, 60))


def test_the_help_says_what_names_and_marks_mean() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("question_mark")
        await pilot.pause()
        shown = " ".join(text(app).split())
        for words in (
            "the weights of layer 1, from each input to each unit",
            "how the loss changes with z1",
            "the learning rate: how far one update goes",
            "one pass over all training samples",
            "saturated: the activation is nearly flat",
            "loss plot: training",
        ):
            assert words in shown

    drive(steps, "xor", (200, 160))


def test_a_flag_that_nothing_reads_is_told_in_the_app() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.remarks = ("--momentum changes nothing here: read by momentum only",)
        app.on_mount()
        await pilot.pause()
        assert "--momentum changes nothing here" in told(app)

    drive(steps)


def test_a_small_terminal_names_enter_and_edit() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        last = text(app).splitlines()[-1]
        assert "enter explain" in last
        assert "= edit" in last

    drive(steps, "xor", (80, 24))
