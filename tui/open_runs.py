"""Which runs are open: of each scenario a few, one of them on show, with what is looked at in each.

Begins them, brings them back, and has them as a file wants them. Knows nothing of what is shown of one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from glassnet import scenarios
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import Scenario, same_data
from glassnet.scenarios.sessions.halts import Halt
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.messages import Sample
from glassnet.tui.runs import MOST_RUNS, Run, Saved, choices_of, saved
from glassnet.tui.view_state import ViewState

if TYPE_CHECKING:
    from glassnet.scenarios.settings.ghost import Ghost
    from glassnet.tui.screens.seeds import Swept


class OpenRuns:
    """Sessions by scenario, one of them on show.

    scenario: the first one, by name or made from a file; or sessions with their views, as a file has them, and which
        of them is on show.
    files: where sessions are saved, by scenario. swept: what became of many seeds, by scenario.
    """

    def __init__(self, scenario: str | Scenario | Saved, seed: int | None = None) -> None:
        self._runs: dict[str, list[Run]] = {}  # of each scenario, the last one is it
        self._ghosts: dict[str, Ghost] = {}
        self.files: dict[str, str] = {}
        self.swept: dict[str, Swept] = {}
        self.key = ""
        self._before = ""  # what was on show before handed-in numbers were
        if isinstance(scenario, str):
            self.open(scenario, seed)
        elif isinstance(scenario, Scenario):
            self._begin(scenario if seed is None else scenario.with_seed(seed))
        else:
            self._resume(*scenario)

    def open(self, name: str, seed: int | None = None) -> None:
        """Bring a scenario on show; one that was open before is found as it was left.

        Raises GlassnetError for a wrong name or seed.
        """
        if name not in self._runs:
            scenario = scenarios.load(name)
            self._begin(scenario if seed is None else scenario.with_seed(seed))
        self.key = name

    def _begin(self, scenario: Scenario) -> None:
        self.key = scenario.key
        session = Session(scenario)
        first = scenario.first_sample  # one that the first steps work on
        if (batch := session.state.get("rows")) is not None:
            first = int(batch[min(first, len(batch) - 1)])
        runs = self._runs.setdefault(self.key, [])
        drawing = runs[-1].choices.drawing if runs else None  # other weights are tried on it too
        runs.append(Run(session, ViewState(sample=Sample(first), drawing=drawing)))

    def begin_anew(self, scenario: Scenario) -> None:
        """Bring a scenario on show at its beginning; a run of that name which was open is kept, see `earlier`."""
        self._begin(scenario)
        del self._runs[self.key][:-MOST_RUNS]

    def take_up(self, sessions: Saved) -> None:
        """Bring sessions from a file on show as they were left; runs of their names which were open are kept."""
        self._resume(*sessions)
        for runs in self._runs.values():
            del runs[:-MOST_RUNS]

    def take_in(self, session: Session) -> None:
        """Bring handed-in numbers on show; `leave` goes back."""
        if self.session.kept:
            self._before = self.key
        self.key = session.begun.key
        self._runs.setdefault(self.key, []).append(Run(session, ViewState()))
        del self._runs[self.key][:-MOST_RUNS]

    def leave(self) -> str:
        """What was on show before handed-in numbers, which are on show now; else empty."""
        return "" if self.session.kept else self._before

    def begin_again(self, scenario: Scenario) -> None:
        """Start the scenario on show anew with other settings; the run so far is kept, see `earlier`."""
        choices, halts = self.choices, self.session.halts
        self._begin(scenario)
        self.session.halts = tuple(Halt(halt.kind.name, halt.number) for halt in halts)
        layer = choices.layer if choices.layer is not None and choices.layer <= self.session.program.layers else None
        self.choose(sample=choices.sample, layer=layer, log=choices.log)
        del self._runs[self.key][:-MOST_RUNS]

    @property
    def earlier(self) -> tuple[Session, ...]:
        """Other runs of the scenario on show that are kept, the last one last."""
        return tuple(run.session for run in self._runs[self.key][:-1])

    def bring_back(self, place: int = -1) -> None:
        """Show an earlier run again, by its place in `earlier`; the one on show is then kept as an earlier one."""
        runs = self._runs[self.key]
        if len(runs) < 2:
            raise GlassnetError(f"there is no earlier run of {self.key}")
        runs.append(runs[:-1][place])
        runs.remove(runs[-1])  # its first place

    def like(self, scenario: Scenario) -> int | None:
        """The place in `earlier` of the last run that began with these settings and data, or None."""
        from glassnet.scenarios.settings.differences import differences  # here, because the first frame needs no flags

        found = [
            at
            for at, session in enumerate(self.earlier)
            if not differences(session.begun, scenario) and same_data(session.begun.data, scenario.data)
        ]
        return found[-1] if found else None

    @property
    def ghost(self) -> Ghost | None:
        """The run of the scenario on show that is held to compare with."""
        return self._ghosts.get(self.key)

    def hold(self) -> bool:
        """Hold the run on show as a ghost, or drop the one that is held; whether one is held now.

        Raises GlassnetError where there is nothing to hold yet.
        """
        if self._ghosts.pop(self.key, None) is not None:
            return False
        from glassnet.scenarios.settings.ghost import Ghost

        self._ghosts[self.key] = Ghost.of(self.session)
        return True

    # --- files ---

    def saved(self, alone: bool = False) -> Saved:
        """The sessions that are open with their views, and which is on show; `alone`: that one only. As of `saved`."""
        here = self._runs[self.key][-1]
        runs = [here] if alone else [run for runs in self._runs.values() for run in runs]
        return saved(runs, here, self._runs.get(self._before, runs)[-1])

    @property
    def touched(self) -> bool:
        """Whether anything was done that is worth coming back to."""
        return any(run.session.history.end > 0 for runs in self._runs.values() for run in runs if run.session.kept)

    def _resume(self, sessions: list[tuple[Session, dict[str, Any]]], shown: int) -> None:
        for session, view in sessions:
            self._runs.setdefault(session.begun.key, []).append(Run(session, choices_of(view, session)))
        self.key = sessions[shown][0].begun.key

    @property
    def titles(self) -> dict[str, str]:
        """All scenarios there are, and the experiment opened from a file, with their titles."""
        return scenarios.titles() | {key: runs[-1].session.scenario.title for key, runs in self._runs.items()}

    @property
    def places(self) -> dict[str, str]:
        """Where those stand that were open, in words; those not stepped yet are left out."""
        found = {}
        for key, runs in self._runs.items():
            history = runs[-1].session.history
            if history.end:
                here, last = (history.moment(tick)[0] for tick in (history.tick, history.end))
                found[key] = f"iteration {here:,}" + (f" of {last:,}" if last > here else "")
        return found

    @property
    def session(self) -> Session:
        """The session on show."""
        return self._runs[self.key][-1].session

    @property
    def choices(self) -> ViewState:
        """What the user looks at in the session on show."""
        return self._runs[self.key][-1].choices

    def choose(self, **changes: Any) -> None:
        """Look at something else; the cursor stands on a number or on a map, and a sample is a row or the drawing."""
        if isinstance(sample := changes.get("sample"), Sample):
            changes = {**changes, "drawn": sample.drawn, "sample": self.choices.sample if sample.drawn else sample}
        if "cursor" in changes:
            changes = {"unit": None, **changes}
        self._runs[self.key][-1].choices = replace(self.choices, **changes)
