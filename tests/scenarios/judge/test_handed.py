"""Handed-in numbers as a session: his own, to the digit, with every equation on them true, and the right one beside."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.core.explain import why
from glassnet.scenarios.judge import read
from glassnet.scenarios.judge.handed import AFTER, FOLLOWS, WRONG
from glassnet.scenarios.judge.reading import given
from glassnet.scenarios.judge.session import HandedSession, hand_in
from glassnet.scenarios.judge.settings import of_config
from glassnet.scenarios.judge.verdict import judgement
from tests.scenarios.judge.networks import Arrays, Case, mistaken

CASE = Case((2, 3, 2), ("sigmoid", "tanh"), "mse")
TRIED = [  # networks of all kinds, and mistakes of their own
    (CASE, ("bias-left-out", "updated-first", "factor-n", "update-sign")),
    (Case((3, 4, 3), ("relu", "softmax"), "cross_entropy", optimizer="momentum"), ("softmax-whole", "updated-first")),
    (
        Case((3, 2, 1), ("tanh", "sigmoid"), "binary_cross_entropy", optimizer="adam", regularization="l1"),
        ("penalty-twice", "activation-twice"),
    ),
    (Case((3, 2, 2), ("relu", "sigmoid"), "binary_cross_entropy", 6, apart=True), ("slope-left-out", "sent-from-da")),
]


def session_of(case: Case, numbers: Arrays) -> HandedSession:
    handed = {("regularization_rate" if name == "rate" else name): value for name, value in numbers.items()}
    said = of_config(case.config)
    chosen = read(given(handed), said)
    return hand_in(chosen, judgement(chosen, said))


def made_with(case: Case, id_: str) -> Arrays:
    return next(numbers for rewrite, numbers in mistaken(case) if rewrite.id == id_)


@pytest.mark.parametrize(("case", "ids"), TRIED, ids=["squares", "classes", "adam", "apart"])
def test_every_number_is_his_and_every_origin_gives_it(case: Case, ids: tuple[str, ...]) -> None:
    for id_ in ids:
        numbers = made_with(case, id_)
        session = session_of(case, numbers)
        handed, history = session.handed, session.history
        assert handed is not None
        session.goto(0)
        for step in session.program.steps:
            session.step()
            name, values = step.output, session.state.values
            assert "out=None" not in step.sentence  # NumPy's words about a function of its own
            own = name + "_new" * (name in {*session.program.parameters, *session.program.optimizer_state})
            if own in numbers:
                assert np.array_equal(values[name], numbers[own])
            origin = session.told(why(history, name, tuple(0 for _ in values[name].shape)))
            if origin.term is None:
                assert name in handed.unknown
            else:
                assert np.isclose(origin.term.value, origin.value, rtol=1e-9, atol=1e-12)
        assert not handed.unknown
        session.run(1)
        assert (session.state.iteration, session.handed) == (2, None)


def test_marks_say_what_follows_and_the_right_number_stands_beside_a_wrong_one() -> None:
    session = session_of(CASE, made_with(CASE, "slope-left-out"))
    handed = session.handed
    assert handed is not None
    marks = [(name, handed.marks[name]) for name in ("a2", "dz2", "dW2", "db1", "W1")]
    assert marks == [("a2", FOLLOWS), ("dz2", WRONG), ("dW2", AFTER), ("db1", AFTER), ("W1", AFTER)]
    assert session.state.step is not None
    assert session.state.step.output == "dz2"  # where it is opened
    index = handed.most_off("dz2")
    assert index is not None
    right = handed.right("dz2", index)
    assert right is not None
    assert right.term is not None
    da, a = (session.state.values[name][index] for name in ("da2", "a2"))
    assert np.isclose(right.term.value, da * (1 - a**2))
    assert handed.is_off("dz2", index)
    assert handed.right("a2", index) is None
    assert handed.words("dz2").endswith("(slope-left-out)")


def test_what_nothing_known_gives_has_no_origin_and_no_future() -> None:
    numbers = CASE.numbers(CASE.trace())
    assert numbers is not None
    numbers["dz1"] = 1.37 * numbers["dz1"] + 0.01
    for name in ("dW1", "db1", "W1_new", "b1_new"):
        del numbers[name]
    session = session_of(CASE, numbers)
    handed = session.handed
    assert handed is not None
    assert handed.unknown == {"dz1"}
    origin = session.told(why(session.history, "dz1", (0, 0)))
    assert (origin.term, origin.value) == (None, numbers["dz1"][0, 0])
    session.to_end_of("update")
    for go_on in (session.step, lambda: session.run(2)):
        with pytest.raises(GlassnetError, match="your numbers end here: which step gives your dz1 is not known"):
            go_on()


def test_an_update_that_comes_too_early_is_told_from_the_weights_before_it() -> None:
    session = session_of(CASE, made_with(CASE, "updated-first"))
    handed = session.handed
    assert handed is not None
    right = handed.right("da1", (0, 0))
    assert right is not None
    assert right.formula == "da1 = dz2 @ W2ᵀ, W2 before its update"
    before, now = session.opening.values["W2"], session.state.values["W2"]
    assert np.array_equal(before, handed.moments[0].values["W2"])  # which the forward pass has read
    assert not np.array_equal(before, now)
