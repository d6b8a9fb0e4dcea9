"""Command lines that are copied open the moment that they were copied at."""

from __future__ import annotations

import re
import shlex

import numpy as np
import pytest
from textual.pilot import Pilot

from glassnet.commands.experiments import opened, parsed
from glassnet.core.errors import GlassnetError
from glassnet.core.ops import OPTIMIZERS
from glassnet.playing import play_parser
from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Entry
from glassnet.tui.opening import open_at
from glassnet.tui.workspace import Workspace
from tests.screen import drive, text


def reopened(line: str) -> Workspace:
    """What a shell would open with this line."""
    options = parsed(play_parser(), shlex.split(line, comments=True)[1:])
    workspace = Workspace(opened(options))
    if options.at:
        open_at(workspace, options.at)
    return workspace


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ([], "glassnet xor"),
        (["i", "i", "i"], "glassnet xor --at 3"),
        (["i", "f"], "glassnet xor --at 2:loss"),
        (["i", "i", "b", "space", "backspace"], "glassnet xor --at 3:db1"),
        (["i", "i", "i", "I"], "glassnet xor --at 2"),
    ],
)
def test_the_moment_is_part_of_the_line(keys: list[str], line: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(*keys)
        app.do("command_line")
        assert app.clipboard == line
        await pilot.press("s", "y")
        assert app.clipboard == line
        mine, its = app.session.state, reopened(line).session.state
        if mine.done:
            assert (mine.iteration, mine.done) == (its.iteration, its.done)
        assert all(np.array_equal(its.values[name], value) for name, value in mine.values.items())

    drive(steps)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_moment_of_an_iteration_comes_back(optimizer: str) -> None:
    workspace = reopened(f"glassnet xor --optimizer {optimizer} --batch-size 3 --at 4")
    for _ in workspace.session.program.steps:
        workspace.session.step()
        its = reopened(workspace.command_line()).session.state
        assert (its.iteration, its.done) == (workspace.session.state.iteration, workspace.session.state.done)


@pytest.mark.parametrize(
    "at", ["120:dW1[0,2]", "3:loss", "0:W1[1,3]", "7:W1[1,3]", "2:x[0,1]", "2:lr", "5:b2[0]", "0:y[3,0]"]
)
def test_the_origin_on_show_is_part_of_the_line(at: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.do("command_line")
        assert app.clipboard == shlex.join(["glassnet", "xor", "--at", at])
        explanation = app.workspace.choices.trail[-1]
        await pilot.press("y")
        formula, line = app.clipboard.splitlines()
        assert formula.endswith(f" = {explanation.value!r}")
        assert line == shlex.join(["glassnet", "xor", "--at", at])

    drive(steps, at=at)


@pytest.mark.parametrize(
    ("settings", "at"), [("xor", "2:z1"), ("xor", "2"), ("xor --optimizer momentum --batch-size 3", "2:W1")]
)
def test_every_number_comes_back_as_it_was_seen(settings: str, at: str) -> None:
    workspace = reopened(f"glassnet {settings} --at {at}")
    for name, value in workspace.session.state.values.items():
        if name == "rows":
            continue
        workspace.point_at(Entry(name, tuple(size - 1 for size in np.shape(value))))
        assert workspace.choices.cursor is not None
        workspace.explain(workspace.choices.cursor)
        its = reopened(workspace.command_line())
        assert (its.session.state.iteration, its.session.state.done) == (2, workspace.session.state.done)
        assert its.choices.cursor == workspace.choices.cursor
        assert [each.label for each in its.choices.trail] == [each.label for each in workspace.choices.trail]
        assert its.choices.trail[0].value == workspace.choices.trail[0].value


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2:dw9:W1", 'no step computes "dw9" in iteration 2'),
        ("0:z1:W1", 'no step computes "z1" in iteration 0'),
        ("2:z1:dW1", "dW1 is not computed yet"),
        ("2:z1:z1:z1", "z1:z1"),
        ("2:", None),
        ("2::", None),
        ("2:z1:", None),
    ],
)
def test_what_is_no_moment_is_told(at: str, words: str | None) -> None:
    if words is None:
        assert reopened(f"glassnet xor --at {at}").choices.trail == ()
    else:
        with pytest.raises(GlassnetError, match=re.escape(words)):
            reopened(f"glassnet xor --at {at}")


@pytest.mark.parametrize(("at", "label"), [("2:dW1", "dW1["), ("2:x", "x["), ("2::W1", "W1["), ("0:W1", "W1[")])
def test_a_name_alone_opens_a_number_of_its_own(at: str, label: str) -> None:
    assert reopened(f"glassnet xor --at {at}").choices.trail[0].label.startswith(label)


def test_the_way_into_an_operand_is_another_moment() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("enter", "enter")
        explanation = app.workspace.choices.trail[-1]
        app.do("command_line")
        trail = reopened(app.clipboard).choices.trail
        assert [each.label for each in trail] == [explanation.label]
        assert trail[0].value == explanation.value
        assert explanation.label in text(app)

    drive(steps, at="9:a2[3,0]")


def test_where_training_alone_does_not_lead_there_it_is_not_claimed() -> None:
    workspace = reopened("glassnet xor --at 5")
    from glassnet.core.actions import Edit

    workspace.session.edit(Edit("W1", (0, 0), 1.0))
    workspace.session.run(iterations=3)
    line = workspace.command_line()
    assert "--at" not in line
    assert line.startswith("glassnet xor  # then: W1[0,0] = ")
    assert line.endswith(" at iteration 6; now at 8")
