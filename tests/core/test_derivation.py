"""How short formulas come about: each comes to the number that the step computed, and slopes to their differences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from glassnet.core.actions import Edit
from glassnet.core.activations import ACTIVATIONS
from glassnet.core.derivation import slope_of
from glassnet.core.explain import Explanation, why
from glassnet.core.gradcheck import AGREES, KINK, UNCLEAR
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.session import Session
from tests.random_experiments import experiments


def after_backward(scenario: Scenario, iterations: int = 0) -> Session:
    session = Session(scenario)
    session.run(iterations=iterations)
    session.to_end_of("backward")
    return session


def asked(session: Session, name: str, index: tuple[int, ...]) -> Explanation:
    return why(session.history, name, index)


@settings(max_examples=20, deadline=None)
@given(scenario=experiments())
def test_every_dz_is_its_slope_times_da_or_the_chain_of_loss_and_output(scenario: Scenario) -> None:
    session = after_backward(scenario)
    values, program = session.state.values, session.program
    for layer in range(1, program.layers + 1):
        index = (len(values["x"]) - 1, values[f"z{layer}"].shape[1] - 1)
        said = asked(session, f"dz{layer}", index)
        slope, apart = said.slope, said.apart
        if slope is not None:
            assert apart is None
            assert slope.verdict in (AGREES, KINK, UNCLEAR)
            assert slope.value * values[f"da{layer}"][index] == pytest.approx(said.value, rel=1e-12, abs=1e-300)
        if apart is not None:
            assert apart.agrees
            assert layer == program.layers
        activation = program.config.network.layers[layer - 1].activation
        assert (slope or apart) is not None or activation == "identity"


@pytest.mark.parametrize("z", [-30.0, -1.3, 0.0, 0.7, 40.0])
@pytest.mark.parametrize("name", [name for name, entry in ACTIVATIONS.items() if entry.reads])
def test_a_slope_beside_differences_of_the_function(name: str, z: float) -> None:
    """AGREES where differences can tell, at a kink only where there is one, and never another verdict."""
    scenario = load("neuron")
    layers = (replace(scenario.network.layers[0], activation=name),)
    session = after_backward(replace(scenario, network=replace(scenario.network, layers=layers)))
    session.edit(Edit("b1", (0,), z - float(session.state.values["z1"][0, 0] - session.state.values["b1"][0])))
    session.to_end_of("backward")
    slope = slope_of(asked(session, "dz1", (0, 0)))
    assert slope is not None
    wanted = KINK if z == 0 and ACTIVATIONS[name].kinks else AGREES
    assert slope.verdict == wanted or (slope.verdict == UNCLEAR and abs(slope.value) < 1e-9)


def test_the_jacobian_of_softmax_is_that_of_its_differences() -> None:
    session = after_backward(load("sensor"), 20)
    said, z, moved = asked(session, "dz2", (3, 1)), session.state.values["z2"][3:4], np.array([[0.0, 1e-6, 0.0]])
    assert said.apart is not None
    softmax = ACTIVATIONS["softmax"].forward
    wanted = (softmax(z + moved) - softmax(z - moved)) / 2e-6
    np.testing.assert_allclose([link.slope for link in said.apart.links], wanted[0], rtol=1e-6, atol=1e-9)
    assert sum(link.slope for link in said.apart.links) == pytest.approx(0, abs=1e-15)  # shares stay 1 in all


@pytest.mark.parametrize(("key", "name", "text"), [
    ("neuron", "dz1", "σ′(z1[0,0]) = a1[0,0]·(1 - a1[0,0]) = 0.5671·(1 - 0.5671) = 0.2455"),
    ("xor", "dz1", "relu′(z1[0,0]) = (z1[0,0] > 0) = (0 > 0) = 0"),
])  # fmt: skip
def test_the_slope_in_words(key: str, name: str, text: str) -> None:
    assert ("slope", text) in asked(after_backward(load(key)), name, (0, 0)).lines()


def test_loss_and_output_apart_in_words() -> None:
    lines = asked(after_backward(load("sensor")), "dz2", (0, 1)).lines()
    at = [label for label, _ in lines].index("apart")
    assert lines[at][1].startswith("∂loss/∂a2[0,0]·∂a2[0,0]/∂z2[0,1] + ∂loss/∂a2[0,1]")
    assert lines[at + 1][1].endswith(" = -0.00272")


def test_an_output_that_is_exactly_0_has_no_way_apart() -> None:
    session = after_backward(load("sensor"))
    session.edit(Edit("b2", (0,), -2000.0))
    session.to_end_of("backward")
    assert session.state.values["a2"][0, 0] == 0
    assert asked(session, "dz2", (0, 1)).apart is None
