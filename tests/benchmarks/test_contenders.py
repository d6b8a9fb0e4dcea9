"""The benchmarks compare like with like: who does other work than the engine is found out before anything is timed."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.contenders import CONTENDERS, OURS, TUTORIAL, LeftOut, contender
from benchmarks.contenders.tutorial import Tutorial
from benchmarks.nets import NETS, Net
from benchmarks.training import verify

SLOW = "PyTorch compiled"  # compiles for half a minute


@pytest.mark.parametrize("name", [name for name in CONTENDERS if name not in (OURS, SLOW)])
@pytest.mark.parametrize("net", NETS[:-1], ids=str)  # the widest takes long, and is verified where it is measured
def test_a_contender_applies_the_same_gradients_as_the_engine(net: Net, name: str) -> None:
    try:
        other = contender(name, net)
    except LeftOut as why:
        pytest.skip(str(why))
    verify(net, {OURS: contender(OURS, net), name: other})


class Hasty(Tutorial):
    """Its steps are a thousandth of a percent too long."""

    def step(self) -> None:
        before = [array.copy() for array in self.parameters()]
        super().step()
        for array, old in zip(self.parameters(), before, strict=True):
            array += 1e-5 * (array - old)


class Halved(Tutorial):
    """Its loss is defined otherwise; its gradients are right."""

    def step(self) -> None:
        super().step()
        self.loss /= 2


class Lazy(Tutorial):
    """Single steps are right, but in a burst it leaves one out."""

    def __call__(self, steps: int) -> None:
        super().__call__(steps if steps == 1 else steps - 1)


class Unshuffled(Tutorial):
    """Its batches are those of other iterations."""

    def step(self) -> None:
        self.iteration += 1
        super().step()


@pytest.mark.parametrize(
    ("wrong", "net", "told"),
    [
        (Hasty, NETS[0], "iteration 1, gradient"),
        (Halved, NETS[1], "iteration 1, loss"),
        (Lazy, NETS[2], "parameters after a burst"),
        (Unshuffled, NETS[3], "iteration 1"),
    ],
)
def test_other_work_is_found_out(wrong: type[Tutorial], net: Net, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        verify(net, {OURS: contender(OURS, net), TUTORIAL: wrong(net)})


def test_every_net_begins_with_weights_and_data_that_teach_something() -> None:
    for net in NETS:
        mine = contender(OURS, net)
        before = [array.copy() for array in mine.parameters()]
        mine(1)
        assert all(not np.array_equal(old, new) for old, new in zip(before, mine.parameters(), strict=True)), net


def test_a_missing_library_is_a_reason_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONTENDERS, TUTORIAL, ("tutorial.Tutorial", "no_such_library"))
    with pytest.raises(LeftOut, match="no_such_library is not installed"):
        contender(TUTORIAL, NETS[0])
