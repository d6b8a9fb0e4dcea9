"""How data are generated: the settings that all generated scenarios have, checked when they are made.

Every error names the key as an experiment file spells it (`generator.noise`). Knows no particular scenario.
"""

from __future__ import annotations

from glassnet.core.config import SEEDS
from glassnet.core.counts import counted
from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, check_choice, check_number, check_whole, quoted
from glassnet.scenarios.data.features import COORDINATES, FEATURES

MOST_NOISE = 50  # per cent
MOST_POINTS = 100_000  # a slip of the keyboard must not take all memory


@dataclass(frozen=True)
class GeneratorConfig:
    """What a generator of points in a plane is asked for.

    noise: per cent, 0 … 50; what it moves, and how far, each scenario says.
    points: in all, training and test. train_share: per cent of the points that are trained on, above 0 up to 100.
    seed: 0 … 2³²-1, of the points; the network has a seed of its own.
    features: the inputs that the network gets, keys of FEATURES, in this order.
    """

    noise: float = 0.0
    points: int = 400
    train_share: float = 50.0
    seed: int = 0
    features: tuple[str, ...] = COORDINATES

    def __post_init__(self) -> None:
        check_number("generator.noise", self.noise, least=0, most=MOST_NOISE)
        check_whole("generator.points", self.points, 2, MOST_POINTS)
        check_number("generator.train_share", self.train_share, above=0, most=100)
        check_whole("generator.seed", self.seed, 0, SEEDS - 1)
        if not self.training_points:
            raise ConfigError(
                f"generator.train_share: {self.train_share:g} per cent of {self.points:,} points is less than one "
                "to train on; give more of them"
            )
        if not self.features:
            raise ConfigError(f"generator.features must have at least one name, got none ({', '.join(FEATURES)})")
        for at, key in enumerate(self.features):
            check_choice(f"generator.features[{at}]", key, FEATURES)
            if key in self.features[:at]:
                raise ConfigError(f"generator.features[{at}]: {quoted(key)} is there twice")

    @property
    def training_points(self) -> int:
        """How many of the points are trained on."""
        return round(self.points * self.train_share / 100)

    @property
    def note(self) -> str:
        """The settings as a sentence."""
        tested = self.points - self.training_points
        inputs = ", ".join(FEATURES[key].name for key in self.features)
        return (
            f"Generated: {counted(self.training_points, 'point')} to train on and {counted(tested, 'test row')}, "
            f"noise {self.noise:g} per cent, seed {self.seed}. The network is given {inputs}."
        )
