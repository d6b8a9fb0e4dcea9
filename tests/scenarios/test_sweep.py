"""Many seeds at once: the numbers of their single runs, and the figures that are known of xor."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.core.errors import ConfigError
from glassnet.core.machine import Each, losses, run
from glassnet.core.ops import OPTIMIZERS
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.sweep import sweep

EXPERIMENTS = {
    "xor": 'scenario = "xor"',
    **{name: f'scenario = "xor"\ntraining.optimizer = "{name}"\ntraining.learning_rate = 0.02' for name in OPTIMIZERS},
    "momentum, mini-batches": 'scenario = "xor"\ntraining.optimizer = "momentum"\ntraining.batch_size = 3',
    "l2": 'scenario = "xor"\ntraining.regularization = "l2"\ntraining.regularization_rate = 0.01',
    "sensor, mini-batches": 'scenario = "sensor"\ntraining.batch_size = 50',
    "deep": 'scenario = "deep-sigmoid"',
    "no hidden layer": 'scenario = "xor-linear"',
    "diverges": 'scenario = "xor"\ntraining.learning_rate = 30.0\nnetwork.output_activation = "identity"',
}


def single_losses(scenario: Scenario, iterations: int) -> list[float]:
    program, state = scenario.begin()
    seen: list[float] = []
    run(program, state, iterations, Each(after=lambda iteration, values: seen.append(float(values["loss"]))))
    return seen


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_seed_is_its_single_run(name: str) -> None:
    scenario, seeds, iterations = loads(EXPERIMENTS[name]), (0, 3, 42), 60
    seen: list[np.ndarray] = []
    sweep(scenario, seeds, iterations, watch=lambda iteration, losses: seen.append(np.array(losses)))
    for column, seed in enumerate(seeds):
        np.testing.assert_allclose(
            [losses[column] for losses in seen], single_losses(scenario.with_seed(seed), iterations), rtol=1e-9
        )


def test_xor_learns_for_116_of_200_seeds() -> None:
    done = sweep(load("xor"), range(200), 4000)
    assert [(round(plateau.loss, 4), plateau.seeds) for plateau in done.stuck] == [
        (0.25, 12),
        (0.1667, 35),
        (0.1251, 37),
    ]
    assert done.converged.sum() == 116
    assert done.not_finite == 0


def test_tanh_learns_for_all_after_a_median_of_428() -> None:
    scenario = loads('scenario = "xor"\nnetwork.activation = "tanh"')
    done = sweep(scenario, range(200), 1000)
    assert (done.converged.sum(), done.median_iterations) == (199, 428)
    late = [seed for seed, converged in zip(done.seeds, done.converged, strict=True) if not converged]
    assert sweep(scenario, late, 10_000).converged.all()


def test_final_loss_and_updates_needed_are_over_all_rows() -> None:
    scenario = loads('scenario = "xor"\ntraining.batch_size = 3\nnetwork.activation = "tanh"')
    done = sweep(scenario, (0, 1), 1000)
    program, state = scenario.begin()
    end = run(program, state, 1000)
    loss = losses(program, end.values, scenario.data.inputs, scenario.data.targets)["loss"]
    assert done.final[0] == pytest.approx(float(loss), rel=1e-9)
    assert done.converged.all()
    assert (done.reached % 2 == 0).all()  # where an epoch of two batches ends


def test_not_finite_seeds_are_neither_converged_nor_stuck() -> None:
    done = sweep(loads(EXPERIMENTS["diverges"]), range(5), 2000)
    assert done.not_finite + done.converged.sum() + sum(plateau.seeds for plateau in done.stuck) == 5
    assert done.not_finite > 0


def test_seeds_that_do_not_fit_together_go_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    together = sweep(load("xor"), range(7), 100)
    monkeypatch.setattr("glassnet.scenarios.sweep.ROOM", 40)
    parted = sweep(load("xor"), range(7), 100)
    assert parted.seeds == together.seeds
    np.testing.assert_allclose(parted.final, together.final, rtol=1e-12)


def test_stopped_it_says_how_far_it_got() -> None:
    stopped = sweep(load("xor"), range(3), 1000, watch=lambda iteration, losses: iteration == 10)
    assert stopped.iterations == 10
    assert np.array_equal(stopped.final, sweep(load("xor"), range(3), 10).final)


def test_given_weights_have_no_seeds() -> None:
    with pytest.raises(ConfigError, match="a seed changes nothing"):
        sweep(load("neuron"), range(3), 10)
    with pytest.raises(ConfigError, match="at least one seed"):
        sweep(load("xor"), (), 10)
