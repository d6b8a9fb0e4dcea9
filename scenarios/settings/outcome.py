"""What comes of changed settings: the training goes on with them from here, or it starts again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glassnet.core.actions import Edit
from glassnet.core.deferred import dataclass
from glassnet.core.info import WEIGHTS, describe
from glassnet.core.ops import SETTINGS
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.session import Session
from glassnet.scenarios.settings.differences import in_words
from glassnet.scenarios.settings.draft import Draft

GO_ON = tuple(
    f"training.{key}" for key in ("learning_rate", "momentum", "batch_size", "regularization", "regularization_rate")
)  # what can be another in the middle of a training


@dataclass(frozen=True)
class Outcome:
    """What applying would do. words: what is changed, `lr 0.3, batch size 32`; empty where nothing is.

    goes_on: whether the training goes on. text: the outcome in one line.
    """

    words: str
    goes_on: bool
    text: str


def goes_on(path: str) -> bool:
    """Whether this key can be another in the middle of a training."""
    return path in GO_ON


def outcome(draft: Draft, session: Session, again: bool = False) -> Outcome:
    """What applying the draft does to this session. again: start again where it could go on."""
    changes = draft.changes
    words = in_words(changes)
    if not again and not changes:
        return Outcome("", True, "nothing is changed yet")
    if not again and all(goes_on(one.flag.path) for one in changes):
        return Outcome(words, True, f"goes on, from iteration {next_reader(session):,}: {words}")
    weights = weights_in_words(session.scenario, draft.made)
    gone = ", without what was changed in the data by hand" if draft.loses_data else ""
    return Outcome(words, False, f"starts again, {weights}{gone}" + (f": {words}" if words else ""))


def next_reader(session: Session) -> int:
    """The iteration that is the first to read a setting that is changed now."""
    state = session.state
    return state.iteration + (state.done > session.program.starts["update"])


def weights_in_words(before: Scenario, after: Scenario) -> str:
    """Which weights of a new beginning are those of the one before: a seed gives the first layers the same ones."""
    one, other = before.initial, after.initial
    weights = [name for name, info in describe(after.config).items() if info.kind == WEIGHTS]
    same = [name for name in weights if name in one and np.array_equal(one[name], other[name])]
    if len(same) == len(weights):
        return "from the same initial weights"
    if not same:
        return "from other initial weights"
    return f"with the same initial {' '.join(same)}, new {' '.join(name for name in weights if name not in same)}"


def go_on(draft: Draft, session: Session) -> None:
    """Train on with the settings of the draft, as one action in the history. Raises GlassnetError."""
    changes = draft.changes
    values = {f"training.{setting.key}": name for name, setting in SETTINGS.items()}
    if len(changes) == 1 and changes[0].flag.path in values:
        change = changes[0]
        session.edit(Edit(values[change.flag.path], (), float(getattr(draft.made.training, change.flag.key))))
    else:
        session.change(replace(session.scenario, training=draft.made.training), in_words(changes))
