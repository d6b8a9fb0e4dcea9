"""The lesson's own trap: XOR from seed 42, which never gets below a loss of 0.1667."""

from dataclasses import replace

from glassnet.scenarios.base import Scenario
from glassnet.scenarios.library import xor


def scenario() -> Scenario:
    """XOR from seed 42: hidden unit 1 is dead from birth, and it is the only one that could say yes."""
    return replace(
        xor.scenario().with_seed(42),
        key="xor-stuck",
        title="xor that never learns",
        problem="The same network as xor, from other initial weights. The loss falls to 0.1667 and stays there, "
        "however long it runs.",
        watch="Hidden unit 1: its z is never above 0, on any of the four points, so its relu is off, its slope is 0 "
        "and its weights never move. It is the only unit with a positive weight to the output.",
        attempt="Run it, then look at da1 and dz1 of unit 1: the blame arrives (da1) and the slope makes it 0 (dz1). "
        "Start with another --seed, or with more units.",
    )
