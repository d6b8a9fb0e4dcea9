"""Many seeds at once: the numbers of their single runs, and the figures that are known of xor."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from typing import Any

import numpy as np
import pytest

from glassnet.core.compiled import kernels
from glassnet.core.errors import ConfigError
from glassnet.core.machine import losses, run
from glassnet.core.ops import OPTIMIZERS
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.sweeps import processes
from glassnet.scenarios.sweeps.outcome import Outcome, finished, gathered
from glassnet.scenarios.sweeps.sweep import Sweeping, sweep
from glassnet.scenarios.sweeps.training import Task, Trainer
from tests.patience import PATIENCE

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


def trainer(scenario: Scenario, iterations: int, together: int, below: float) -> Trainer:
    made = Trainer(Task.of(scenario, iterations, below))
    made.together = together
    return made


@pytest.mark.parametrize("together", [1, 2])  # each in a run of its own; two at once, and one that is left
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_seed_is_its_single_run(name: str, together: int) -> None:
    scenario, seeds, iterations = loads(EXPERIMENTS[name]), (0, 3, 42), 60
    below = 0.2 if name == "xor" else 0.24
    outcomes = list(trainer(scenario, iterations, together, below).train(list(enumerate(seeds))))
    assert [outcome.place for outcome in outcomes] == [0, 1, 2]
    each = scenario.config.iterations_per_epoch
    for outcome, seed in zip(outcomes, seeds, strict=True):
        program, state = scenario.with_seed(seed).begin()
        seen = []
        for _ in range(iterations):
            state = run(program, state, 1)
            seen.append(float(losses(program, state.values, scenario.data.inputs, scenario.data.targets)["loss"]))
        assert outcome.final == pytest.approx(seen[-1], rel=1e-9)
        looked_at = [at for at, loss in enumerate(seen, start=1) if loss < below and at in (*range(0, 61, each), 60)]
        assert outcome.reached == (looked_at[0] if looked_at else 0)
        assert outcome.updates == iterations


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
    monkeypatch.setenv("GLASSNET_ENGINE", "numpy")
    kernels.cache_clear()
    try:
        assert Trainer(Task.of(load("xor"), 10, 0.01)).together > 1000
        assert Trainer(Task.of(load("digits"), 10, 0.01)).together < 200
    finally:
        monkeypatch.undo()
        kernels.cache_clear()


def test_stopped_before_any_is_done_it_says_how_far_they_got() -> None:
    stopped = sweep(load("xor"), range(3), 100_000, jobs=1, watch=lambda under_way: under_way.stop())
    assert stopped.seeds == (0,)
    assert 0 < stopped.updates[0] < 100_000
    assert stopped.final[0] == sweep(load("xor"), (0,), int(stopped.updates[0])).final[0]


def test_stopped_later_it_keeps_those_that_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.scenarios.sweeps.training.ROOM", 1)  # seed by seed, whatever the engine

    def stop(under_way: Sweeping) -> None:
        if under_way.finished == 2:
            under_way.stop()

    stopped = sweep(load("xor"), range(10, 20), 1000, jobs=1, watch=stop)
    assert stopped.seeds in ((10, 11), (10, 11, 12))  # the last one where its end came before the next look
    assert set(stopped.updates.tolist()) == {1000}


def test_processes_train_what_this_one_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that are fed from the left; one of them is killed, and this process trains what it had."""
    alone = sweep(load("xor"), range(40), 200, jobs=1)
    with Sweeping(load("xor"), range(40), 200, 0.01, 3) as under_way:
        under_way.begin(2, nice=1)
        others = under_way._others
        assert isinstance(others, processes.Processes)
        deadline = time.monotonic() + PATIENCE
        while not under_way.finished and time.monotonic() < deadline:
            time.sleep(0.005)
        os.kill(others._all[0].pid, signal.SIGKILL)
        under_way.train(lambda each: None)
        done = under_way.done
    assert done.seeds == alone.seeds
    assert np.array_equal(done.final, alone.final)
    assert np.array_equal(done.reached, alone.reached)
    assert under_way.share == 1
    assert all(process.poll() is not None for process in others._all)


@pytest.mark.skipif(kernels() is None, reason="the compiled kernels are not here")
@pytest.mark.parametrize("name", ["xor", "spiral"])  # full batches and mini-batches
def test_threads_train_what_one_would(name: str) -> None:
    """Two that take seeds from the left while nobody else does, until there are none."""
    alone = sweep(load(name), range(9), 30, jobs=1)
    with Sweeping(load(name), range(9), 30, 0.01, 3) as under_way:
        assert under_way.trainer.in_kernels
        under_way.begin_threads(2)
        while under_way.busy:
            time.sleep(0.001)
        assert under_way.share == 1
        done = under_way.done
    assert done.seeds == alone.seeds
    assert np.array_equal(done.final, alone.final)
    assert np.array_equal(done.reached, alone.reached)


@pytest.mark.skipif(kernels() is None, reason="the compiled kernels are not here")
def test_threads_end_where_they_are_when_they_are_stopped() -> None:
    with Sweeping(load("xor"), range(3), 10**9, 0.01, 2) as under_way:
        under_way.begin_threads(1)
        while not under_way.share:
            time.sleep(0.001)
        under_way.stop()
        under_way.train(lambda each: None)
        assert 0 < under_way.done.updates[0] < 10**9
        assert not under_way.busy


@pytest.mark.skipif(kernels() is None, reason="the compiled kernels are not here")
def test_a_thread_that_fails_gives_its_seeds_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where memory runs out: no seed is missing then, and it is said."""
    alone, said = sweep(load("xor"), range(12), 30, jobs=1), []
    own = threading.current_thread()
    really = Trainer._alone

    def fails_beside(self: Trainer, place: int, seed: int, look: Any) -> list[Outcome]:
        if threading.current_thread() is not own and place % 2:
            raise MemoryError
        return really(self, place, seed, look)

    monkeypatch.setattr(Trainer, "_alone", fails_beside)
    with Sweeping(load("xor"), range(12), 30, 0.01, 2) as under_way:
        under_way.begin_threads(1)
        while under_way.busy:
            time.sleep(0.001)
        said.append(under_way.lost)
        under_way.train(lambda each: None)
        done = under_way.done
    assert said == ["a thread that trained seeds ended early (MemoryError)"]
    assert done.seeds == alone.seeds
    assert np.array_equal(done.final, alone.final)


def test_who_was_killed_gives_his_seeds_back() -> None:
    with Sweeping(load("xor"), range(4), 100_000_000, 0.01, 1) as under_way:
        under_way.begin(1)
        assert isinstance(under_way._others, processes.Processes)
        deadline = time.monotonic() + PATIENCE
        while not under_way.share and time.monotonic() < deadline:
            time.sleep(0.005)
        os.kill(under_way._others._all[0].pid, signal.SIGKILL)
        while under_way.busy and time.monotonic() < deadline:
            time.sleep(0.005)
        assert under_way.lost == "a process that trained seeds was killed (SIGKILL)"
        assert [seed for block in under_way._blocks for _, seed in block] == [0, 1, 2, 3]
        assert not under_way.finished


def test_none_outlives_the_one_that_asked() -> None:
    """An end of input is all it takes, also while it trains."""
    made = processes.Processes(Task.of(load("xor"), 10**9, 0.01), deque([[(0, 0)]]), 1)
    deadline = time.monotonic() + PATIENCE
    while not made.updates and time.monotonic() < deadline:
        time.sleep(0.005)
    assert made._all[0].stdin is not None
    os.close(made._all[0].stdin.fileno())
    try:
        assert made._all[0].wait(PATIENCE) == 0
    finally:
        made.close()


def test_seeds_that_are_known_are_not_trained_anew() -> None:
    seeds = [5, 3, 5, 8, 1]
    whole = sweep(load("xor"), seeds, 50, jobs=1)
    half = gathered(seeds, 50, 0.01, [Outcome(2, 7.0, 9, 50), Outcome(3, 8.0, 0, 50)])
    known = finished(half, seeds)
    assert [each.place for each in known] == [0, 3]  # either of two equal ones
    with Sweeping(load("xor"), seeds, 50, 0.01, 1, known) as under_way:
        assert under_way.share == 2 / 5
        under_way.train(lambda each: None)
    assert under_way.done.seeds == tuple(seeds)
    assert under_way.done.final.tolist() == [7.0, whole.final[1], whole.final[2], 8.0, whole.final[4]]
    assert not finished(gathered(seeds, 50, 0.01, [Outcome(0, 7.0, 0, 49)]), seeds)  # it was stopped on its way


def test_small_sweeps_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sweeping, "begin", lambda self, count, nice=0: pytest.fail("a process was started"))
    assert sweep(load("xor"), range(5), 100, jobs=8).converged.sum() == 0


def test_a_sweep_of_nothing_yet_has_no_figures() -> None:
    nothing = gathered(range(9), 100, 0.01, [])
    assert (nothing.seeds, nothing.stuck, nothing.median_iterations, nothing.not_finite) == ((), (), None, 0)


def test_given_weights_have_no_seeds() -> None:
    with pytest.raises(ConfigError, match="a seed changes nothing"):
        sweep(load("neuron"), range(3), 10)
    with pytest.raises(ConfigError, match="at least one seed"):
        sweep(load("xor"), (), 10)
