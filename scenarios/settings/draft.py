"""Settings as somebody changes them, before they are applied: the tables so far, and the scenario that they make.

Other settings of the network and the training keep the data as they stand, points added by hand too; other settings
of a generator or a CSV file make the data anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from glassnet import scenarios
from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.core.ops import LOSSES
from glassnet.scenarios.base import Scenario, same_data
from glassnet.scenarios.data.generator import GeneratorConfig
from glassnet.scenarios.experiments.experiment import check_targets, from_csv, with_tables
from glassnet.scenarios.experiments.settings import changed, settings_of
from glassnet.scenarios.experiments.tables import CsvTable, GeneratorTable, Tables, decode
from glassnet.scenarios.settings.differences import Difference, differences
from glassnet.scenarios.settings.fitting import idle, losses_for, outputs_for

RATE = 0.01  # of a regularization that is chosen where there was none
ACTIVATION = "relu"  # of a first hidden layer


@dataclass(frozen=True, eq=False)
class Draft:
    """now: the scenario as it stands. tables: all keys, as `settings_of` has them. made: the scenario of these.

    base: what the tables are settings of: data, words, and given weights where it has any.
    by_hand: whether the data are others now than the scenario's own.
    """

    now: Scenario
    base: Scenario
    tables: Mapping[str, Any]
    made: Scenario
    by_hand: bool = False

    @classmethod
    def of(cls, now: Scenario) -> Draft:
        """Nothing changed yet. Raises GlassnetError for a program that stays as it is."""
        if now.unkept:
            raise GlassnetError(now.unkept)
        own = scenarios.load(now.origin, now.generator) if now.origin else now
        base, tables = _in_words_of(own, now), settings_of(now)
        try:
            made = _made(base, tables)
        except GlassnetError:  # data changed by hand that the loss does not go with: another one may
            made = now
        return cls(now, base, tables, made, not same_data(own.data, now.data))

    @property
    def loses_data(self) -> bool:
        """Whether data that were changed by hand give way to others."""
        return self.by_hand and self.made.data is not self.now.data

    def put(self, path: str, value: Any) -> Draft:
        """One key set; what no longer goes with it follows. Raises GlassnetError for what makes no experiment.

        path: `network.hidden`, `network.activation[1]`, `seed`.
        """
        tables = _with_key(self.tables, path, value)
        if path == "training.regularization" and value != "none" and not tables["training"]["regularization_rate"]:
            tables = _with_key(tables, "training.regularization_rate", RATE)  # without one it would do nothing
        base = self.base
        for table in ("generator", "csv"):
            if tables.get(table) != settings_of(base).get(table):
                base, tables = _other_data(base, tables)
        if path != "network.output_activation":
            tables = _fitting(tables, base)
        return replace(self, base=base, tables=tables, made=_made(base, tables))

    @property
    def changes(self) -> tuple[Difference, ...]:
        """What is another setting than now, but for those that nothing reads."""
        found = differences(self.now, self.made)
        return tuple(one for one in found if not idle(one.flag.path, self.tables, self.made))


def _in_words_of(own: Scenario, now: Scenario) -> Scenario:
    """The scenario as it comes, with the data as they stand now: its words hold again where its settings do."""
    if now.parameters is not None and now.network != own.network:  # they would be lost on the way
        return now
    return replace(
        now,
        title=own.title,
        problem=own.problem,
        plateaus=own.plateaus,
        network=own.network,
        training=own.training,
    )


def _made(base: Scenario, tables: Mapping[str, Any]) -> Scenario:
    own = settings_of(base)
    differ: dict[str, Any] = {"seed": tables["seed"]}
    for table in ("network", "training"):
        differ[table] = {key: value for key, value in tables[table].items() if value != own[table][key]}
    made = with_tables(base, decode(differ, Tables))
    if made.parameters is not None and not made.config.drawn:  # a seed would change nothing
        made = replace(made, network=replace(made.network, seed=base.network.seed))
    made.config  # noqa: B018  what does not go together is refused here
    check_targets(made.training.loss, made.data)
    return made


def _with_key(tables: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    found = re.fullmatch(r"([\w.]+)\[(\d+)\]", path)
    if found:  # one entry of a list
        path, at = found[1], int(found[2])
        table, _, key = path.rpartition(".")
        value = [value if place == at else old for place, old in enumerate(tables[table][key])]
    keys = [(path, value)]
    if path == "network.hidden" and isinstance(value, list):
        before = tables["network"]["activation"]
        more = [before[-1] if before else ACTIVATION] * (len(value) - len(before))
        keys.append(("network.activation", [*before, *more][: len(value)]))
    return changed(tables, keys)


def _other_data(base: Scenario, tables: dict[str, Any]) -> tuple[Scenario, dict[str, Any]]:
    """The scenario with data made anew, and the tables with the loss and output that such data need."""
    if "csv" in tables:
        made = from_csv(decode(tables["csv"], CsvTable))
        if (made.data.task, made.data.targets.shape[1:]) != (base.data.task, base.data.targets.shape[1:]):
            needed = settings_of(made)
            output = ("network.output_activation", needed["network"]["output_activation"])
            tables = changed(tables, [output, ("training.loss", needed["training"]["loss"])])
    else:
        decode(tables["generator"], GeneratorTable)
        given = {**tables["generator"], "features": tuple(tables["generator"]["features"])}
        made = scenarios.load(base.origin, GeneratorConfig(**given))
    return replace(made, key=base.key, source=base.source), tables


def _fitting(tables: dict[str, Any], base: Scenario) -> dict[str, Any]:
    """The tables with a loss that goes with the data, and an output that goes with the loss."""
    loss, output = tables["training"]["loss"], tables["network"]["output_activation"]
    allowed = losses_for(base.data)
    if loss not in allowed and allowed:
        loss = allowed[0]
    outputs = outputs_for(loss, base.data)
    if output not in outputs and outputs and output not in LOSSES[loss].outputs:
        output = outputs[0]
    return changed(tables, [("training.loss", loss), ("network.output_activation", output)])
