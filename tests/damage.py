"""Numbers damaged at random: no damage may be given the name of a mistake.

`python -m tests.damage --cases 2000 [--seed 0]` prints those that were, with what brings them back.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from glassnet.scenarios.judge import Judgement
from tests.scenarios.judge.networks import Arrays, Case, judged_by

NETWORKS = (
    Case((3, 4, 2), ("tanh", "sigmoid"), "mse"),
    Case((2, 3, 1), ("sigmoid", "sigmoid"), "binary_cross_entropy", 4),
    Case((3, 4, 3), ("relu", "softmax"), "cross_entropy", 6),
    Case((2, 3, 3, 1), ("tanh", "relu", "identity"), "mse", 5),
    Case((4, 2), ("identity",), "mse", 7),
    Case((2, 2, 1), ("relu", "identity"), "mse", 1),
)


@dataclass(frozen=True)
class Damage:
    """One array spoilt: which, how, and what was said of it."""

    seed: int
    name: str
    kind: str
    found: Judgement


def damages(seeds: range) -> Iterator[Damage]:
    """One damage a seed, judged."""
    for seed in seeds:
        random = np.random.RandomState(seed)
        case = replace(NETWORKS[seed % len(NETWORKS)], seed=random.randint(1000))
        trace = case.trace()
        numbers = case.numbers(trace)
        assert numbers is not None
        names = [name for name in numbers if name in trace.steps and numbers[name].any()]
        if random.rand() < 0.3:  # fewer numbers are easier to take for something else
            numbers = {name: array for name, array in numbers.items() if name not in names or random.rand() < 0.6}
            names = [name for name in names if name in numbers] or ["x"]
        name = names[random.randint(len(names))]
        kind = ("scaled", "noise", "entry", "shuffled")[random.randint(4)]
        yield Damage(seed, name, kind, judged_by(case, {**numbers, name: _damaged(numbers[name], kind, random)}))


def _damaged(array: np.ndarray, kind: str, random: np.random.RandomState) -> np.ndarray:
    if kind == "scaled":
        return np.asarray(array * random.uniform(0.3, 3))
    if kind == "noise":
        return np.asarray(array + 0.1 * random.standard_normal(array.shape))
    made = np.array(array)
    if kind == "entry" or made.size < 3:
        made.flat[random.randint(made.size)] += random.uniform(0.01, 0.2)
        return made
    return np.asarray(np.roll(made.ravel(), 1 + random.randint(made.size - 1)).reshape(made.shape))


def named(damage: Damage) -> bool:
    """Whether a damage was given a name that is not one: a free rate is a number like any other."""
    free = {"update-other-rate"} if damage.kind == "scaled" else set[str]()
    return any(each.id not in free for each in damage.found.mistakes) or bool(damage.found.rivals)


def main() -> None:
    """Try many, print the false names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    false = 0
    for damage in damages(range(options.seed, options.seed + options.cases)):
        if named(damage):
            false += 1
            print(damage.seed, damage.name, damage.kind, repr(damage.found), damage.found.rivals, flush=True)
    print(f"{false} false names in {options.cases} damages")


__all__ = ["Arrays", "damages", "named"]

if __name__ == "__main__":
    main()
