"""What was stated about a network, what handed-in numbers say of it, and the networks that are left to be tried.

A setting that was stated holds. Any other is tried: the activation that his own forward numbers follow from, the
losses that go with the outputs and the targets. Knows the numbers' names; judges nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from glassnet.core.config import Config, Dense, NetworkConfig, TrainingConfig
from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, check_choice, check_number, quoted, unknown
from glassnet.core.ops import ACTIVATIONS, LOSSES, OPTIMIZERS, REGULARIZATIONS
from glassnet.scenarios.judge.constants import ONE, Factor
from glassnet.scenarios.judge.digits import FULL
from glassnet.scenarios.judge.layout import Laid
from glassnet.scenarios.judge.names import parse
from glassnet.scenarios.judge.reading import BLANKS

if TYPE_CHECKING:
    from glassnet.scenarios.base import Scenario

HALF_SQUARES = "half_squares"  # the mean over the samples of ½ Σ (a - y)², taken only where it is stated
HIDDEN = ("sigmoid", "tanh", "relu", "leaky_relu", "identity")  # the most usual first
OUTPUT = ("sigmoid", "identity", "softmax", "tanh", "relu", "leaky_relu")
CHOICES = {
    "activation": tuple(name for name, entry in ACTIVATIONS.items() if not entry.mixes),
    "output_activation": tuple(ACTIVATIONS),
    "loss": tuple(LOSSES),
    "optimizer": tuple(OPTIMIZERS),
    "regularization": tuple(REGULARIZATIONS),
}
NUMBERS = {"learning_rate": {"above": 0}, "momentum": {"least": 0}, "regularization_rate": {"least": 0}}
MOST_TRIED = 60


@dataclass(frozen=True)
class Stated:
    """What was said of a network beside its numbers; None, or an empty text, for what was not.

    as_printed: whether he was given the formulas, so that a constant or a sign that they have not is no spelling.
    decimals: to how many all that is computed was rounded, where a sheet says so.
    blanks: what a sheet asks for, by name; all else is the sheet's own and never wrong. None: all may be his.
    """

    activation: tuple[str, ...] | None = None
    output_activation: str = ""
    loss: str = ""
    optimizer: str = ""
    learning_rate: float | None = None
    momentum: float | None = None
    regularization: str = ""
    regularization_rate: float | None = None
    as_printed: bool = False
    decimals: int | None = None
    blanks: tuple[str, ...] | None = None

    @property
    def factor(self) -> Factor:
        """The constant of the stated loss, to the engine's loss of its kind."""
        return Factor(twos=-1, outputs=1) if self.loss == HALF_SQUARES else ONE

    @property
    def own_loss(self) -> str:
        """The engine's loss of the stated kind."""
        return "mse" if self.factor != ONE else self.loss


def stated(settings: Mapping[str, Any]) -> Stated:
    """From settings by key: `activation` is a name or several, one a hidden layer. Raises ConfigError."""
    made = dict(settings)
    for key, value in settings.items():
        if key not in CHOICES and key not in NUMBERS:
            raise ConfigError(unknown("setting", key, (*CHOICES, *NUMBERS)))
        if key in NUMBERS:
            check_number(key, value, **NUMBERS[key])
            made[key] = float(value)
            continue
        names = list(value) if isinstance(value, list | tuple) and key == "activation" else [value]
        for name in names:
            check_choice(key, name, CHOICES[key])
        if key == "activation":
            made[key] = tuple(names)
    return Stated(**made)


def of_sheet(sheet: Mapping[str, Any], settings: Mapping[str, Any]) -> Stated:
    """What an answers file says of its network, where settings say nothing else. Raises ConfigError."""
    known = {key: value for key, value in sheet.items() if key in CHOICES or key in NUMBERS}
    return with_sheet(stated({**known, **settings}), sheet)


def with_sheet(said: Stated, sheet: Mapping[str, Any]) -> Stated:
    """The same with what a sheet says of its answers, where there is one. Raises ConfigError."""
    decimals, blanks = sheet.get("decimals"), sheet.get(BLANKS)
    if decimals is not None and decimals not in range(FULL):
        raise ConfigError(f"decimals must be a whole number from 0 to {FULL - 1}, got {quoted(decimals)}")
    named = tuple(map(str, blanks)) if isinstance(blanks, dict) else None
    return replace(said, as_printed=bool(sheet), decimals=decimals, blanks=named)


def of_config(config: Config) -> Stated:
    """What an experiment says."""
    network, training = config.network, config.training
    return Stated(
        tuple(layer.activation for layer in network.layers[:-1]),
        network.output.activation,
        training.loss,
        training.optimizer,
        training.learning_rate,
        training.momentum,
        training.regularization,
        training.regularization_rate,
    )


def of_experiment(scenario: Scenario) -> tuple[Stated, dict[str, Any]]:
    """What an experiment states, and the numbers that it gives: data, those of the first batch, and parameters."""
    program, state = scenario.begin()
    values = dict(state.values)
    if "rows" in values:
        values["x"], values["y"] = (values[name][values["rows"]] for name in ("X", "Y"))
    names = ("x", "y", *program.parameters)
    return of_config(program.config), {name: values[name] for name in names}


def configs(said: Stated, laid: Laid) -> Iterator[Config]:
    """All networks that may be meant, the most usual first. Raises ConfigError for settings that do not go together."""
    wrong: ConfigError | None = None
    found = False
    for hidden, output, loss, penalty in itertools.islice(_choices(said, laid), MOST_TRIED * 4):
        try:
            made = _config(said, laid, hidden, output, loss, penalty)
        except ConfigError as error:
            wrong = error
            continue
        found = True
        yield made
    if not found:
        raise wrong or ConfigError("these settings do not go with the numbers")


def _choices(said: Stated, laid: Laid) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    layers = len(laid.sizes) - 1
    for output in _outputs(said, laid):
        for loss in _losses(said, output, laid):
            for penalty in _penalties(said, laid):
                for hidden in _hidden(said, layers):
                    yield hidden, output, loss, penalty


def _hidden(said: Stated, layers: int) -> Iterator[tuple[str, ...]]:
    if said.activation is not None:
        if len(said.activation) not in (1, layers - 1) and layers > 1:
            raise ConfigError(
                f"activation must be one name, or one for each hidden layer ({layers - 1}), got {len(said.activation)}"
            )
        yield said.activation * (layers - 1) if len(said.activation) == 1 else said.activation[: layers - 1]
        return
    for name in HIDDEN if layers > 1 else HIDDEN[:1]:
        yield (name,) * (layers - 1)
    if layers == 3:
        yield from (pair for pair in itertools.permutations(HIDDEN, 2))


def _outputs(said: Stated, laid: Laid) -> tuple[str, ...]:
    if said.output_activation:
        return (said.output_activation,)
    if said.own_loss and len(LOSSES[said.own_loss].outputs) == 1:
        return LOSSES[said.own_loss].outputs
    return OUTPUT if laid.sizes[-1] > 1 else tuple(name for name in OUTPUT if name != "softmax")


def _losses(said: Stated, output: str, laid: Laid) -> tuple[str, ...]:
    if said.own_loss:
        return (said.own_loss,)
    y = laid.arrays["y"]
    shares = bool(((y >= 0) & (y <= 1)).all())
    return tuple(
        name
        for name, loss in LOSSES.items()
        if output in loss.outputs and (name == "mse" or shares) and name != HALF_SQUARES
    )


def _penalties(said: Stated, laid: Laid) -> tuple[str, ...]:
    if said.regularization:
        return (said.regularization,)
    return ("l2", "l1") if "rate" in laid.arrays else ("none",)


def _config(said: Stated, laid: Laid, hidden: tuple[str, ...], output: str, loss: str, penalty: str) -> Config:
    layers = tuple(Dense(units, name) for units, name in zip(laid.sizes[1:], (*hidden, output), strict=True))
    training = TrainingConfig(
        loss=loss,
        optimizer=said.optimizer or _optimizer(laid),
        learning_rate=_positive(laid, "lr", said.learning_rate, 0.5),
        momentum=_number(laid, "momentum", said.momentum, 0.9),
        regularization=penalty,
        regularization_rate=_number(laid, "rate", said.regularization_rate, 0.0),
    )
    return Config(NetworkConfig(laid.sizes[0], layers), training, laid.samples)


def _optimizer(laid: Laid) -> str:
    """By the state that he has: m is adam's, v alone, or a momentum, is a velocity."""
    states = {name.state for text in laid.arrays if (name := parse(text)) is not None and name.state}
    if "m_" in states:
        return "adam"
    return "momentum" if states or "momentum" in laid.arrays else "sgd"


def _number(laid: Laid, name: str, said: float | None, default: float) -> float:
    if name in laid.arrays:
        return float(laid.arrays[name])
    return default if said is None else said


def _positive(laid: Laid, name: str, said: float | None, default: float) -> float:
    number = _number(laid, name, said, default)
    return number if number > 0 else default
