"""Sessions saved by earlier versions, as the app shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from glassnet.scenarios.sessions import saving
from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Sample
from glassnet.tui.workspace import Workspace
from tests.old_sessions import FOLDER, expected, files, unpacked
from tests.screen import drive, text


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name.partition(".")[0])
def test_what_was_on_show_is_on_show(path: Path, tmp_path: Path) -> None:
    said = expected(path)
    workspace = Workspace(saving.load(str(unpacked(path, tmp_path))))
    shown = said["sessions"][said["shown"]]
    assert workspace.key == shown["begun"]["key"]
    assert len(workspace.earlier) == sum(each["begun"]["key"] == workspace.key for each in said["sessions"]) - 1
    snapshot = workspace.snapshot()
    assert (snapshot.state.iteration, snapshot.state.done) == (shown["on show"]["iteration"], shown["on show"]["done"])
    view = shown["view"]
    if "sample" in view:  # in format 1, by its place in the batch
        rows = snapshot.samples.rows
        assert snapshot.sample == Sample(int(rows[min(view["sample"], len(rows) - 1)]))
    else:
        assert snapshot.row == Sample(view["row"], view["test"])
        assert snapshot.sample.drawn == view.get("drawn", False)
        assert list(snapshot.choices.drawing or ()) == (view.get("drawing") or [])
    assert (workspace.choices.layer, workspace.choices.log) == (view.get("layer"), view["log"])
    if (cursor := snapshot.choices.cursor) is not None:
        assert [cursor.name, list(cursor.index)] == view["cursor"][:2]


@pytest.mark.parametrize("name", ["resume", "pending", "csv-classes"])
def test_the_app_opens_it_and_goes_on(name: str, tmp_path: Path) -> None:
    path = FOLDER / f"{name}.glassnet.xz"
    said = expected(path)
    shown = said["sessions"][said["shown"]]["on show"]

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert f" iteration {shown['iteration']} " in text(app).splitlines()[1]
        assert f"step {shown['done']} of " in text(app)
        await pilot.press("space")
        assert f"step {shown['done'] + 1} of " in text(app)
        assert app.session.state.done == shown["done"] + 1

    drive(steps, saving.load(str(unpacked(path, tmp_path))))


def test_earlier_runs_and_other_scenarios_come_back_by_keys(tmp_path: Path) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "2–4–4–1" in text(app)
        await pilot.press("z")
        assert "2–1 " in text(app)  # a linear model
        await pilot.press("1")
        assert "iteration 3 " in text(app).splitlines()[1]
        assert app.workspace.key == "neuron"

    drive(steps, saving.load(str(unpacked(FOLDER / "resume.glassnet.xz", tmp_path))))
