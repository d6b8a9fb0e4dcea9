"""What the screen says of a number is what really happens: each sentence against the loss, tried anew here.

The sentences are read off the painted panel; the losses come from a forward pass of this file's own, which shares
the functions of `glassnet.core.ops` with the engine and nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.errors import GlassnetError
from glassnet.core.explain import Explanation, why
from glassnet.core.machine import State
from glassnet.core.ops import ACTIVATIONS, LOSSES, OPTIMIZERS, REGULARIZATIONS, Array
from glassnet.core.program import Program
from glassnet.scenarios import load, names
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.messages import Sample
from glassnet.tui.panels.explain.page import Page
from glassnet.tui.panels.explain.panel import ExplainPanel
from glassnet.tui.panels.network.panel import NetworkPanel
from glassnet.tui.panels.predictions.panel import PredictionsPanel
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import paint, text_of

MOMENTS = 100
ASKED, MORE = 4, 16  # numbers of a moment that are asked; at a first iteration, where biases are 0
UP, DOWN, SAME = "up", "down", "same"
STEPS = 10.0 ** -np.arange(3, 10)  # from a small change to one that rounding nearly swallows

SETTINGS = (  # what the scenarios as they come do not have
    'scenario = "xor"\ntraining.batch_size = 3',
    'scenario = "xor"\ntraining.regularization = "l1"\ntraining.regularization_rate = 0.01',
    'scenario = "xor"\nnetwork.init = "zeros"\ntraining.regularization = "l1"\ntraining.regularization_rate = 0.01',
    'scenario = "xor"\nnetwork.activation = "leaky_relu"\ntraining.regularization = "l2"\ntraining.batch_size = 2\n'
    "training.regularization_rate = 0.05",
    'scenario = "xor"\nnetwork.hidden = [3, 3]\nnetwork.activation = ["relu", "leaky_relu"]',
    'scenario = "xor"\nnetwork.activation = "tanh"\nnetwork.init_scale = 30.0',
    'scenario = "xor"\nnetwork.init_scale = 300.0\nnetwork.activation = "sigmoid"',
    'scenario = "xor"\ntraining.loss = "binary_cross_entropy"\ntraining.learning_rate = 1e6',
    'scenario = "xor"\nnetwork.output_activation = "relu"\ntraining.learning_rate = 1e5',
    *(f'scenario = "xor"\ntraining.optimizer = "{name}"\nnetwork.activation = "identity"' for name in OPTIMIZERS),
    'scenario = "sensor"\ntraining.batch_size = 7\ntraining.optimizer = "momentum"',
    'scenario = "plane"\ntraining.learning_rate = 0.5',
)


# --- what really happens ---


def total(program: Program, values: Mapping[str, Array], name: str, index: tuple[int, ...], by: float) -> float:
    """The loss and penalty where one entry of a parameter, a z or an a is moved, from x on."""
    config = program.config

    def moved(each: str, value: Array) -> Array:
        if each != name:
            return value
        changed = np.array(value)
        changed[index] += by
        return changed

    a, weights = values["x"], []
    with np.errstate(all="ignore"):
        for layer, dense in enumerate(config.network.layers, start=1):
            W, b = (moved(f"{letter}{layer}", values[f"{letter}{layer}"]) for letter in "Wb")
            weights.append(W)
            z = moved(f"z{layer}", a @ W + b)
            a = moved(f"a{layer}", ACTIVATIONS[dense.activation].forward(z))
        loss = LOSSES[config.training.loss]
        result = loss.forward(z if loss.reads == "z" else a, values["y"])
        penalty = REGULARIZATIONS[config.training.regularization].penalty
        return float(result if penalty is None else result + penalty(values["rate"], *weights))


def goes(program: Program, values: Mapping[str, Array], name: str, index: tuple[int, ...], sign: int) -> set[str]:
    """Which way the loss goes at the smallest changes of one entry that it shows; more than one where none tells."""
    before, size = total(program, values, name, index, 0.0), max(1.0, abs(values[name][index]))
    noise = 256 * np.finfo(float).eps * (abs(before) + LOSSES[program.config.training.loss].rounds_at)
    changes = [total(program, values, name, index, sign * step * size) - before for step in STEPS]
    if not np.isfinite(changes).all():
        return {UP, DOWN, SAME}
    seen = [change for change in changes if abs(change) > noise]
    if not seen:
        return {SAME, UP, DOWN} if any(changes) else {SAME}
    # a change that all but the largest steps hide is none that anybody would see
    return {UP if seen[-1] > 0 else DOWN} | ({SAME} if len(seen) < 3 else set())


def at_the_update(session: Session, explanation: Explanation) -> State:
    """The moment at which the number's iteration had its gradients and not yet new parameters."""
    tick = session.history.reached(explanation.iteration, explanation.done, explanation.asked)
    assert tick is not None
    return session.history.state_at(tick)


# --- what is said ---

WAYS = {"raise": UP, "lower": DOWN, "rises": UP, "rose": UP, "falls": DOWN, "fell": DOWN, "stays": SAME, "stayed": SAME}
VERB = r"would (?:have )?(raise|lower|not change|not have change)d?"


def claims(sentence: str) -> list[tuple[int, str]]:
    """What a sentence says of raising (+1) and lowering (-1) a number."""

    def way(verb: str) -> str:
        return SAME if verb.startswith("not") else WAYS[verb]

    found: list[tuple[int, str]] = []
    if match := re.search(rf"raising .*? {VERB}", sentence):
        found.append((1, way(match[1])))
    if match := re.search(rf"lowering it {VERB}", sentence):
        found.append((-1, way(match[1])))
    if match := re.search(rf"small change of .*? {VERB}", sentence):
        found += [(sign, way(match[1])) for sign in (1, -1)]
    if match := re.search(r"(\w+) either way\.", sentence):
        found += [(sign, WAYS[match[1]]) for sign in (1, -1)]
    if match := re.search(r"(\w+) going up, (\w+) going down", sentence):
        found += [(1, WAYS[match[1]]), (-1, WAYS[match[2]])]
    return found


def numbers_said(text: str) -> tuple[float, float] | None:
    """The slopes that a kink's check names, going up and going down."""
    found = re.search(r"slope going up ([-+.\de]+), going down ([-+.\de]+)", text)
    return None if found is None else (float(found[1]), float(found[2]))


# --- a hundred moments ---


def scenarios() -> list[Scenario]:
    return [*map(load, names()), *(loads(text) for text in SETTINGS)]


@lru_cache(maxsize=1)
def moments() -> tuple[tuple[Session, str], ...]:
    """Each scenario at its first backward pass, then random ones: trained, edited, before and after the update."""
    random = np.random.RandomState(7)
    found = []
    experiments = scenarios()
    for number in range(MOMENTS):
        session = Session(experiments[number % len(experiments)])
        if number >= len(experiments):
            session.run(iterations=int(random.choice([0, 1, 2, 7, 40])))
        edits = int(random.randint(3)) if number >= len(experiments) else 0
        for _ in range(edits):
            session.to_end_of("forward")
            edited(session, random)
        if session.trouble:
            continue
        session.to_end_of("backward")
        if random.rand() < 0.4:
            session.step()
            if random.rand() < 0.5:
                edited(session, random)
        found.append((session, session.scenario.key))
    return tuple(found)


def edited(session: Session, random: np.random.RandomState) -> None:
    """A weight, bias or input set to a number by hand; a few of them put a unit right onto its kink."""
    name = str(random.choice([*session.program.parameters, "x"]))
    array = session.state.values[name]
    index = tuple(int(random.randint(length)) for length in array.shape)
    try:
        session.edit(Edit(name, index, float(random.choice([0.0, 0.0, -1.0, 0.5, 20.0]))))
    except GlassnetError:
        return


def asked(session: Session, random: np.random.RandomState) -> Iterator[Explanation]:
    """Some gradients of this moment."""
    values = session.state.values
    entries = [
        (name, index)
        for name, array in values.items()
        if name[0] == "d" and len(name) > 2
        for index in np.ndindex(array.shape)
    ]
    first = session.state.iteration == 1 and len(entries) < 100
    for place in random.permutation(len(entries))[: MORE if first else ASKED]:
        yield why(session.history, *entries[place])


def shown(session: Session, explanation: Explanation) -> str:
    snapshot = Snapshot.of(session, ViewState(trail=(explanation,)))
    return re.sub(r"[\s│]+", " ", text_of(ExplainPanel(id="explain"), snapshot, 280, 20))


def test_which_way_the_loss_goes() -> None:
    """Every wording of every sentence, and the slopes beside it."""
    random, told = np.random.RandomState(0), Counter[str]()
    for session, key in moments():
        for explanation in asked(session, random):
            state, name = at_the_update(session, explanation), explanation.name[1:]
            what = f"{key}, iteration {explanation.iteration}: {explanation.label} = {explanation.value}"
            if not np.isfinite(explanation.value):
                told["not finite"] += 1
                continue
            text = shown(session, explanation)
            sentences = Page(explanation, session.scenario.data).headlines
            assert sentences[0] in text, what
            happens = {side: goes(session.program, state.values, name, explanation.index, side) for side in (1, -1)}
            for sentence in sentences:
                for side, way in claims(sentence):
                    assert way in happens[side], (what, sentence, side, happens)
                    told["claims"] += 1
                told["past"] += "would have" in sentence
            told["hidden"] += "rounding hides" in sentences[0]
            told["numbers"] += 1
            told["signs"] += any(map(claims, sentences))
            sign = "Zero" if explanation.value == 0 else "Positive" if explanation.value > 0 else "Negative"
            assert sentences[-1] == f"{sign}."
            if slopes := numbers_said(text):
                for slope, side in zip(slopes, (1, -1), strict=True):
                    step = 1e-6 * max(1.0, abs(state.values[name][explanation.index]))
                    sides = [
                        total(session.program, state.values, name, explanation.index, by) for by in (0, side * step)
                    ]
                    assert (sides[1] - sides[0]) / (side * step) == pytest.approx(slope, rel=2e-3, abs=1e-5), what
                told["kinks"] += 1
    assert told["signs"] > 0.85 * told["numbers"]
    assert told["claims"] > 2600
    assert told["kinks"] > 15
    assert told["past"] > 500


def test_off_dead_and_saturated_are_what_the_marks_say() -> None:
    """And the words on the network are no others."""
    counted = Counter[str]()
    for session, _ in moments():
        snapshot = Snapshot.of(session, ViewState())
        snapshot = Snapshot.of(session, ViewState(sample=Sample(int(snapshot.samples.rows[0]))))
        config, values = session.program.config.network, session.state.values
        for layer, dense in enumerate(config.layers, start=1):
            activation, a, units = ACTIVATIONS[dense.activation], values[f"a{layer}"], snapshot.units
            off, dead, saturated = (each(layer) for each in (units.off, units.dead, units.saturated))
            assert off is not None
            assert dead is not None
            for unit in range(dense.units):
                assert off[unit] == (dense.activation == "relu" and a[snapshot.position, unit] == 0)
                assert dead[unit] == (dense.activation == "relu" and not a[:, unit].any())
                flat = saturated is not None and bool(saturated[unit])
                if flat:
                    assert dense.activation in ("tanh", "sigmoid")
                    assert activation.slope(values[f"z{layer}"])[snapshot.position, unit] == 0
                counted["off"] += bool(off[unit])
                counted["sat"] += flat
        shown = text_of(NetworkPanel(id="network"), snapshot, 100, 40)
        words = [word for word in ("off", "dead", "sat") if re.search(rf"(\d|^|\s){word}\b", shown)]
        if not any(dense.activation == "relu" for dense in config.layers):
            assert "off" not in words
            assert "dead" not in words
    assert counted["off"] > 30
    assert counted["sat"] > 2


def test_how_many_are_right() -> None:
    counted = 0
    for session, key in moments():
        snapshot = Snapshot.of(session, ViewState())
        shown = "".join(paint(PredictionsPanel(id="predictions"), snapshot, 120, 30).lines())
        found = re.search(r"(\d+) of (\d+) right", shown)
        if found is None:
            continue
        data, settled = snapshot.scenario.data, snapshot.settled.values
        a = data.inputs
        with np.errstate(all="ignore"):
            for layer, dense in enumerate(session.program.config.network.layers, start=1):
                a = ACTIVATIONS[dense.activation].forward(a @ settled[f"W{layer}"] + settled[f"b{layer}"])
        if data.task == "classes":
            single = (a == a.max(axis=1, keepdims=True)).sum(axis=1) == 1
            right = single & (a.argmax(axis=1) == data.targets.argmax(axis=1))
        else:
            right = ((a > 0.5) & (data.targets > 0.5) | (a < 0.5) & (data.targets < 0.5)).all(axis=1)
        assert (int(found[1]), int(found[2])) == (right.sum(), len(right)), key
        counted += 1
    assert counted > 40
