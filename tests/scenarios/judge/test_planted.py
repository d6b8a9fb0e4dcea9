"""A planted mistake: stepped through, explained and checked as any program, and told by nothing but the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.core.explain import why
from glassnet.core.gradcheck import DIFFERS, gradcheck
from glassnet.scenarios import load
from glassnet.scenarios.experiments.command_line import command_line
from glassnet.scenarios.experiments.typed import typed
from glassnet.scenarios.judge.planted import SAYS, plant_in
from glassnet.scenarios.sessions.session import Session
from glassnet.scenarios.settings.draft import Draft

TANH = "xor --activation tanh"  # without kinks, at which no gradient is wrong


@pytest.mark.parametrize(
    ("line", "off"),
    [
        (f"{TANH} --plant slope-left-out:dz2", {"W1", "b1", "W2", "b2"}),
        (f"{TANH} --plant updated-first", {"W1", "b1"}),  # W2 has its own right gradient: only da1 reads the new one
        (f"{TANH} --plant db-mean:db1", {"b1"}),
        (f"{TANH} --plant update-sign:W2", set()),  # the gradients are right, what is done with them is not
        ("sensor --batch-size 4 --plant db-mean:db2", {"b2"}),
    ],
)
def test_the_gradient_check_tells_the_truth_at_every_moment(line: str, off: set[str]) -> None:
    session = Session(typed(line))
    session.run(3)
    for _ in range(len(session.program.steps) + 1):
        session.step()
        found = {check.name for check in gradcheck(session.program, session.opening) if check.verdict == DIFFERS}
        assert found == off, session.state


def test_stepping_and_running_agree_and_every_origin_gives_its_number() -> None:
    session, steps = Session(typed("xor --seed 1 --plant updated-first")), 0
    while session.state.iteration < 3:
        session.step()
        steps += 1
        assert session.state.step is not None
        name = session.state.step.output
        array = session.state.values[name]
        for index in np.ndindex(array.shape):
            origin = why(session.history, name, index)
            assert origin.term is not None
            assert np.isclose(origin.term.value, array[index], rtol=1e-9, atol=1e-13)
    other = Session(session.begun)
    other.run(2)
    session.goto(2)
    assert all(np.array_equal(other.state.values[name], session.state.values[name]) for name in other.program.info)


def test_nothing_tells_which_step_it_is() -> None:
    scenario = typed("xor --plant slope-left-out:dz2")
    program, _ = scenario.begin()
    assert {step.sentence for step in program.steps} == {SAYS}
    texts = " ".join((scenario.title, scenario.problem, scenario.watch, scenario.attempt))
    assert "slope" not in texts
    assert "150 iterations" not in texts  # which is about the right program
    assert Session(scenario).in_words == "planted: one step is wrong"


def test_it_stays_in_other_weights_and_no_file_has_it() -> None:
    planted = typed("xor --plant slope-left-out:dz2")
    session = Session(planted.with_seed(3))
    step = session.program.steps[6]
    assert (step.output, step.inputs) == ("dz2", ("da2",))
    assert not session.kept
    for does in (lambda: session.change(load("xor"), ""), lambda: Draft.of(planted), lambda: command_line(planted)):
        with pytest.raises(GlassnetError, match="stays as it is"):
            does()


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("slope-left", r'did you mean "slope-left-out"\?'),
        ("slope-left-out:dz9", '"slope-left-out" at "dz9" changes nothing'),
        ("db-not-summed", r"has the shape \(4, 4\), not \(4,\); glassnet export plants it"),
    ],
)
def test_what_cannot_be_planted_is_one_line(id_: str, words: str) -> None:
    with pytest.raises(GlassnetError, match=words):
        plant_in(load("xor"), id_)
