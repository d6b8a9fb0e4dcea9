"""The key that asks how many seeds learn it."""

from __future__ import annotations

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import Scenario, same_data
from glassnet.tui.actions.settings import show_run
from glassnet.tui.playground import Playground


def seeds(app: Playground) -> None:
    """Train many seeds of the experiment on show; the run of a chosen one is begun, and the one on show is kept."""
    from glassnet.scenarios.settings.draft import Draft
    from glassnet.scenarios.sweeps import asked
    from glassnet.tui.screens.seeds import SeedsScreen, Swept

    if not app.has_room:
        return
    app.paused()
    try:
        draft = Draft.of(app.session.scenario)
        draft.made.with_seed(0)
    except GlassnetError as error:
        app.warn(error)
        return
    swept = app.workspace.swept.get(app.workspace.key)
    if swept is None or not _same_but_for_the_seed(swept.scenario, draft.made):
        swept = Swept.nothing_yet(draft.made, asked.USUAL)

    def keep(swept: Swept) -> None:
        app.workspace.swept[swept.scenario.key] = swept

    def opened(seed: int | None) -> None:
        if seed is not None:
            app.workspace.begin_again(draft.put("seed", seed).made)
            show_run(app, app.keys.say(f"seed {seed}: {{run}} trains it; {{earlier}} brings the earlier run back"))

    app.ask(SeedsScreen(swept, keep), opened)


def _same_but_for_the_seed(one: Scenario, other: Scenario) -> bool:
    from glassnet.scenarios.settings.differences import differences

    return same_data(one.data, other.data) and all(each.flag.path == "seed" for each in differences(one, other))
