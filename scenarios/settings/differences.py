"""What differs between the settings of two scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from glassnet.core.deferred import dataclass
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.experiments.flags import Flag, flags
from glassnet.scenarios.experiments.settings import changed, settings_of

SHORT = {"learning rate": "lr"}


@dataclass(frozen=True)
class Difference:
    """One setting that is another in two scenarios. before, after: spelled as for a flag."""

    flag: Flag
    before: str
    after: str

    @property
    def name(self) -> str:
        """The setting in words."""
        return name_of(self.flag)


def name_of(flag: Flag) -> str:
    """A setting in words, as its flag spells it: `learning rate`."""
    return flag.name.removeprefix("--").replace("-", " ")


def differences(one: Scenario, other: Scenario) -> tuple[Difference, ...]:
    """All settings that are others in two scenarios; full batches are the same whatever they are called."""
    before, after = _settings(one), _settings(other)
    return tuple(
        Difference(flag, flag.of(before) or "none", flag.of(after) or "none")
        for flag in flags()
        if flag.of(before) != flag.of(after)
    )


def _settings(scenario: Scenario) -> dict[str, Any]:
    tables = settings_of(scenario)
    return changed(tables, [("training.batch_size", "full")]) if scenario.config.batch_size is None else tables


def in_words(changes: Iterable[Difference]) -> str:
    """Changed settings as `lr 0.3, batch size 32`."""
    return ", ".join(f"{SHORT.get(one.name, one.name)} {one.after}" for one in changes)
