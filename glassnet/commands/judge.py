"""`glassnet judge`: whose number is wrong, and which mistake is it?"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from glassnet.commands.arguments import Parser
from glassnet.commands.experiments import EXPERIMENT, parsed

if TYPE_CHECKING:
    from glassnet.scenarios.judge import Judgement, Stated

DESCRIPTION = """\
Judge numbers of your own: every step is worked out from your numbers, and a step that does not follow is looked up in
a catalogue of mistakes. NUMBERS is a file of np.savez, or .json with lists by name: x y W1 b1 z1 a1 … loss da2 dz2 dW2
db2 da1 dz1 dW1 db1, after the update W1_new b1_new …, and lr. Any of them will do, beside x, y and every W, which an
EXPERIMENT may give too. Exit code 0 where nothing is wrong, 1 where something is."""
EXAMPLES = """\
examples:
  glassnet judge numbers.npz
  glassnet judge numbers.npz --activation tanh --output-activation sigmoid --loss mse
  glassnet judge numbers.json xor --json
"""
KEYS = (  # the settings that bear on what a step makes of its numbers
    "network.activation",
    "network.output_activation",
    "training.loss",
    "training.optimizer",
    "training.learning_rate",
    "training.momentum",
    "training.regularization",
    "training.regularization_rate",
)


def run(arguments: list[str]) -> int:
    """Judge and print. Raises GlassnetError for numbers and settings that cannot be read."""
    made = Parser("glassnet judge", DESCRIPTION, EXAMPLES)
    made.add_argument("numbers", metavar="NUMBERS", help="a file of np.savez, or .json: lists by name")
    made.add_argument(
        "experiment", nargs="?", metavar="EXPERIMENT", help=f"{EXPERIMENT}: its network, data and weights"
    )
    made.add_argument("--all", action="store_true", help="all that there is to say")
    made.add_argument("--json", action="store_true", help="for programs")
    options = parsed(made, arguments)
    judged = _judged(options)
    print(json.dumps(judged.as_json(), ensure_ascii=False, indent=2) if options.json else _in_words(judged, options))
    return judged.exit_code


def _in_words(judged: Judgement, options: argparse.Namespace) -> str:
    from glassnet.scenarios.judge.text import in_words

    return in_words(judged, everything=options.all)


def _judged(options: argparse.Namespace) -> Judgement:
    from glassnet.scenarios.judge import judge_arrays
    from glassnet.scenarios.judge.reading import read_numbers

    said, defaults = _of_experiment(options) if options.experiment else (_stated(_given(options)), None)
    return judge_arrays(read_numbers(options.numbers), said, defaults)


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """The settings that were given, by key. Raises GlassnetError for one that bears on nothing here."""
    from glassnet.commands.flags import given
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.experiments.flags import flags

    by_name = {flag.name: flag for flag in flags() if flag.path in KEYS}
    made = {}
    for name, text in given(options).items():
        if name not in by_name:
            raise GlassnetError(f"{name} changes nothing here: the numbers say it")
        made[by_name[name].key] = by_name[name].read(text)
    return made


def _stated(settings: Mapping[str, Any]) -> Stated:
    from glassnet.core.errors import ConfigError
    from glassnet.scenarios.judge.settings import stated

    try:
        return stated(settings)
    except ConfigError as error:
        key, colon, rest = str(error).partition(" ")
        raise ConfigError(f"--{key.replace('_', '-')}{colon}{rest}") from error


def _of_experiment(options: argparse.Namespace) -> tuple[Stated, dict[str, Any]]:
    """What the experiment states, with the settings that were given, and the numbers that it gives."""
    from glassnet.commands.experiments import opened
    from glassnet.scenarios.judge.settings import of_config

    program, state = opened(options).begin()
    said = of_config(program.config)
    values = dict(state.values)
    if "rows" in values:
        values["x"], values["y"] = (values[name][values["rows"]] for name in ("X", "Y"))
    names = ("x", "y", *program.parameters)
    return said, {name: values[name] for name in names}
