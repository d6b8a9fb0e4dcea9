"""The formulas one by one: hand-worked values, extremes, and one more leading axis."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.core.activations import ACTIVATIONS, identity, sigmoid, softmax
from glassnet.core.losses import LOSSES, binary_cross_entropy, cross_entropy
from glassnet.core.machine import run_step
from glassnet.core.op import sentence
from glassnet.core.program import Program
from tests.conftest import COMBINATIONS, make


def column(*values: float) -> np.ndarray:
    return np.array(values)[:, None]


def test_sigmoid_by_hand() -> None:
    assert sigmoid(np.array(0.27)) == pytest.approx(0.5671, abs=5e-5)
    np.testing.assert_allclose(sigmoid(column(-40, 0, 40)), column(4.248354255291589e-18, 0.5, 1.0), rtol=1e-14)
    with np.errstate(over="ignore"):
        assert sigmoid(np.array(-800.0)) == 0.0


def test_slopes_at_the_kink() -> None:
    zero = np.zeros((1, 1))
    assert ACTIVATIONS["relu"].slope(zero) == 0
    assert ACTIVATIONS["leaky_relu"].slope(zero) == 0.01
    assert ACTIVATIONS["leaky_relu"].forward(np.array([[-2.0, 3.0]])).tolist() == [[-0.02, 3.0]]


@pytest.mark.parametrize("name", [name for name, entry in ACTIVATIONS.items() if entry.backward])
def test_slope_is_the_derivative(name: str) -> None:
    z, step = np.linspace(-3.05, 3.05, 40)[:, None], 1e-6  # no point on a kink
    activation = ACTIVATIONS[name]
    numeric = (activation.forward(z + step) - activation.forward(z - step)) / (2 * step)
    np.testing.assert_allclose(np.asarray(activation.slope(z), float), numeric, rtol=1e-6, atol=1e-8)


def test_softmax_of_huge_scores() -> None:
    np.testing.assert_allclose(softmax(np.array([[1000.0, 1000.0, -1000.0]])), [[0.5, 0.5, 0.0]])
    assert cross_entropy(np.array([[1000.0, 0.0]]), np.array([[0.0, 1.0]])) == pytest.approx(1000.0)
    assert binary_cross_entropy(column(1000.0), column(0.0)) == pytest.approx(1000.0)


def test_losses_by_hand() -> None:
    z, y = np.array([[0.0, 0.0, 0.0]]), np.array([[1.0, 0.0, 0.0]])
    assert cross_entropy(z, y) == pytest.approx(np.log(3))
    assert binary_cross_entropy(column(0.0), column(1.0)) == pytest.approx(np.log(2))


def test_results_are_fresh_arrays() -> None:
    z = np.ones((2, 2))
    assert not np.shares_memory(identity(z), z)


def _stacked(program: Program, values: dict[str, np.ndarray], seeds: int) -> dict[str, np.ndarray]:
    """The same values for several seeds: parameters differ along one more leading axis, the data are shared."""
    random = np.random.RandomState(0)
    return {
        name: np.stack([value * scale for scale in random.uniform(0.5, 1.5, seeds)])
        if name in program.parameters or name in program.optimizer_state
        else value
        for name, value in values.items()
    }


@pytest.mark.parametrize("choice", COMBINATIONS, ids="-".join)
@pytest.mark.parametrize("batch_size", ["full", 4])
def test_one_more_leading_axis(choice: tuple[str, str, str, str, str], batch_size: int | str) -> None:
    """With seeds = samples = units = inputs a wrong broadcast would be silent; every op agrees seed by seed."""
    size = 4
    program, state = make(
        *choice, sizes=(size, size, size), samples=size if batch_size == "full" else 6, batch_size=batch_size
    )
    stacked = _stacked(program, dict(state.values), size)
    single = [{n: v[s] if v.ndim > state.values[n].ndim else v for n, v in stacked.items()} for s in range(size)]
    for step in program.steps:
        stacked[step.output] = run_step(step, stacked)
        for seed, values in enumerate(single):
            values[step.output] = run_step(step, values)
            together = stacked[step.output]
            mine = together[seed] if np.ndim(together) > np.ndim(values[step.output]) else together
            np.testing.assert_allclose(mine, values[step.output], rtol=1e-12, atol=1e-15, err_msg=step.output)


def test_every_op_has_a_sentence_that_fits() -> None:
    for choice in COMBINATIONS:
        program, _ = make(*choice, batch_size=3)
        for step in program.steps:
            assert step.sentence.endswith((".", "?", "right", "size")), step.sentence
            assert len(step.sentence) <= 76, step.sentence
            assert sentence(step.op) == step.sentence


@pytest.mark.parametrize("name", LOSSES)
def test_losses_and_their_derivatives_of_several_data_at_once(name: str) -> None:
    """Of 4 seeds with data of their own, (4, 2, 3), each is what it is alone: divisors are counted from the end."""
    random = np.random.RandomState(1)
    values, y = random.uniform(0.1, 0.9, (4, 2, 3)), random.uniform(0.1, 0.9, (4, 2, 3))
    for op in (LOSSES[name].forward, LOSSES[name].backward):
        each = [op(one, other) for one, other in zip(values, y, strict=True)]
        np.testing.assert_allclose(op(values, y), each, rtol=1e-14)
    n, k = 2, 3
    wanted = {
        "mse": 2 * (values - y) / (n * k),
        "half_squares": (values - y) / n,
        "binary_cross_entropy": (values - y) / (n * k),
        "cross_entropy": (values - y) / n,
    }
    np.testing.assert_allclose(LOSSES[name].backward(values, y), wanted[name], rtol=1e-14)
