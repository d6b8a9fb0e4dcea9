"""dW sample by sample: what each sample gives is its outer product, and all of them add up to the gradient."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from glassnet.core.outer import outer
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.session import Session
from tests.random_experiments import experiments


@settings(max_examples=20, deadline=None)
@given(scenario=experiments())
def test_the_shares_of_all_samples_add_up_to_the_gradient(scenario: Scenario) -> None:
    session = Session(scenario)
    session.to_end_of("backward")
    values, program = session.state.values, session.program
    for layer in range(1, program.layers + 1):
        parts = [outer(program, values, layer, row) for row in range(len(values["x"]))]
        total = np.zeros_like(values[f"dW{layer}"])
        for row, part in enumerate(parts):
            factors = values[part.inputs][row], values[part.dz][row]
            np.testing.assert_array_equal(part.share, np.outer(*factors))
            term = part.product(0, 0)
            assert part.share is not None
            assert part.so_far is not None
            assert term is not None
            assert term.value == part.share[0, 0]
            total = total + part.share
            np.testing.assert_allclose(part.so_far, total, rtol=1e-9, atol=1e-12)
        pull = program.config.training.regularization != "none" and bool(values["rate"])
        assert parts[-1].adds_up or pull


def test_before_the_backward_pass_there_is_nothing_to_add_up() -> None:
    session = Session(load("xor"))
    session.to_end_of("forward")
    parts = outer(session.program, session.state.values, 1, 0)
    assert parts.product(0, 0) is None
    assert (parts.share, parts.together, parts.whole, parts.adds_up) == (None, None, None, False)
