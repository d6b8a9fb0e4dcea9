"""Keys that choose what to look at: sample, wrong answers, layer, scenario, panel, scale; copying; help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from glassnet.core.errors import GlassnetError
from glassnet.core.numerals import DIGITS
from glassnet.tui.layout import DIAGNOSIS, EXPLAIN, LANDSCAPE, NETWORK, SURFACE, UNIT
from glassnet.tui.panels.unit import unit_shown
from glassnet.tui.pictures import PICTURES
from glassnet.tui.playground import Command, Playground

WIDEST, CLOSEST = -6, 24  # how often the loss around a number is looked at wider, or closer
NUMBERS_OF_DIGITS = (DIGITS, 8, 17)  # as the screen has them, as pages do, all


def sample(app: Playground, by: int) -> None:
    """The next row of the data."""
    app.workspace.next_sample(by)
    app.show()


def wrong(app: Playground, by: int) -> None:
    """To the next sample whose answer is wrong, back for -1."""
    _look_at_predictions(app, lambda: app.workspace.next_wrong(by))


def confusion(app: Playground) -> None:
    """Table and map, or the confusion matrix of the training rows, of the test rows."""
    _look_at_predictions(app, app.workspace.next_confusion)


def _look_at_predictions(app: Playground, look: Callable[[], None]) -> None:
    """Change what the predictions show, and bring them on the screen where something covers them."""
    if not app.has_room:
        return
    try:
        look()
    except GlassnetError as error:
        app.warn(error)
        return
    if app.is_shown("predictions"):
        app.give_keys("predictions")  # so that enter explains the answer that is looked at
        app.show()
        return
    app.workspace.leave_explanation()
    app.arrange(maximized="", picture="")
    if not app.is_shown("predictions"):
        app.arrange(big=False)
        app.arrange(**({"tab": app.content.tab_of_predictions()} if app.has_tabs else {}))
    app.give_keys("predictions")


def layer(app: Playground, by: int) -> None:
    """The next layer, and once more to follow the steps again."""
    app.workspace.next_layer(by)
    app.show()


# --- scenarios ---


def scenario(app: Playground, digit: int) -> None:
    """A scenario by its number."""
    names = list(app.workspace.titles)
    if digit > len(names):
        app.warn(f"there is no scenario {digit}; {app.keys.name('scenarios')} lists them")
        return
    switch(app, names[digit - 1])


def switch(app: Playground, name: str | None) -> None:
    """Another scenario, as it was left."""
    if name is None or name == app.workspace.key or app.is_taken("scenarios"):
        return
    app.paused()
    app.workspace.open(name)
    app.arrange(tab="", maximized="", picture="")
    app.give_keys()


def scenarios(app: Playground) -> None:
    """The list of all."""
    from glassnet.tui.screens.sheets import ScenarioList

    app.paused()
    app.ask(ScenarioList(app.workspace.titles, app.workspace.places, app.workspace.key), lambda name: switch(app, name))


def scenario_commands(app: Playground) -> Iterator[Command]:
    """A command for each scenario."""
    for name, title in app.workspace.titles.items():
        yield f"Scenario: {name}", title, partial(switch, app, name)


# --- panels ---


def panel(app: Playground, by: int) -> None:
    """To the next panel; in a small terminal, past the last panel of a tab to the next tab.

    Where one panel is alone on the screen, the next one is it then.
    """
    if not app.has_room:
        return
    alone = app.view.maximized
    if alone:
        app.arrange(maximized="")
    panels = app.panels_for_keys
    at = panels.index(app.panel_with_keys) if app.panel_with_keys in panels else -1
    if app.has_tabs and not 0 <= at + by < len(panels):
        names = app.content.lasting_tabs()
        app.workspace.leave_explanation()
        app.arrange(picture="", tab=names[(names.index(app.content.chosen_tab(app.view)) + by) % len(names)])
        app.give_keys(app.panels_for_keys[0 if by > 0 else -1])
    elif panels:
        app.give_keys(panels[(at + by) % len(panels)])
    if alone:
        maximize(app)


def panel_commands(app: Playground) -> Iterator[Command]:
    """A command for each panel that can have the keys, and for each tab of a small terminal."""
    for name in app.panels_for_keys:
        yield f"Panel: {name}", "Give it the keys", partial(app.give_keys, name)
    for name in app.content.lasting_tabs() if app.has_tabs else ():
        yield f"Tab: {name}", "Show it", partial(tab, app, name)


def tab(app: Playground, name: str) -> None:
    """Another tab of a small terminal."""
    if name == EXPLAIN:
        app.arrange()
    else:
        app.workspace.leave_explanation()
        app.arrange(tab=name, picture="")
    app.give_keys()


def cursor(app: Playground, across: int, down: int) -> None:
    """The cursor of the panel that has the keys."""
    app.move_cursor(across, down)


def maximize(app: Playground) -> None:
    """The panel that has the keys alone on the screen, or all again."""
    app.arrange(maximized="" if app.view.maximized else app.panel_with_keys)


# --- pictures ---


def pictures(app: Playground) -> None:
    """The list of pictures."""
    from glassnet.tui.screens.pictures import PictureList

    if not app.has_room:
        return

    def chosen(id_: str | None) -> None:
        on_show = PICTURES.get(app.view.picture)
        if on_show is not None and on_show.id == id_:  # whose own key would close it
            show_picture(app, app.view.picture)
        elif id_ is not None:
            app.do(id_)

    app.ask(PictureList(), chosen)


def picture(app: Playground, panel: str) -> None:
    """A picture in place of other panels; again: as before."""
    show_picture(app, "" if app.view.picture == panel else panel)


def unit_map(app: Playground) -> None:
    """What one unit says over the plane, large, with the points; again: as before."""
    if app.view.picture == UNIT:
        show_picture(app, app.view.behind)
        return
    app.workspace.point_at_map(unit_shown(app.snapshot()))
    show_picture(app, UNIT)


def landscape(app: Playground, panel: str) -> None:
    """The loss over the number under the cursor, or over two; where no number is chosen, one is. Again: as before."""
    if app.workspace.choices.cursor is None and app.view.picture != panel:
        app.workspace.point_at(app.snapshot().landscape.first)
    picture(app, panel)


def zoom(app: Playground, by: int) -> None:
    """Closer at the loss around a number, wider for -1."""
    if not (app.is_shown(LANDSCAPE) or app.is_shown(SURFACE)):
        app.warn(app.keys.say("there is nothing to come closer to; {pictures} shows the loss over a number"))
        return
    app.workspace.choose(zoom=min(max(app.workspace.choices.zoom + by, WIDEST), CLOSEST))
    app.show()


def show_picture(app: Playground, name: str) -> None:
    """A panel in place of network, predictions and matrices; without a name these again."""
    if not app.has_room:
        return
    if name and (missing := PICTURES[name].missing(app.snapshot())):
        app.warn(missing)
        return
    tab = {"tab": app.content.lasting_tabs()[0]} if app.has_tabs else {}
    behind = NETWORK if (app.view.picture, name) == (NETWORK, UNIT) else ""  # where the large one goes back to
    app.workspace.leave_explanation()
    app.arrange(maximized="", picture=name, behind=behind, **tab)
    app.give_keys(name or app.panels_for_keys[0])


def diagnose(app: Playground) -> None:
    """The diagnosis, in place of the list of steps; on a small terminal its tab. Again: back."""
    from glassnet.tui.panels.diagnosis.findings import first_evidence

    if not app.has_room:
        return
    if app.view.big:  # which has no room for it
        app.arrange(big=False, diagnosing=False, tab="")
    if app.has_tabs:
        here = app.content.chosen_tab(app.view) == DIAGNOSIS
        app.workspace.leave_explanation()
        app.arrange(maximized="", picture="", tab="" if here else DIAGNOSIS)
    else:
        app.arrange(maximized="", diagnosing=not app.view.diagnosing)
    if not app.is_shown("diagnosis"):
        app.give_keys()
        return
    app.give_keys("diagnosis")
    if entry := first_evidence(app.snapshot()):  # so that enter explains a number of the first finding
        app.workspace.choose(cursor=entry)
        app.show()


def big(app: Playground) -> None:
    """For a lecture: network, map and one sentence alone, and nothing faint. Again: everything."""
    app.arrange(big=not app.view.big, maximized="")
    app.give_keys()
    if app.view.big:
        app.tell(f"{app.keys.name('big')} leads back")


def scale(app: Playground) -> None:
    """The losses on a log scale, or a linear one."""
    app.workspace.choose(log=not app.workspace.choices.log)
    app.show()


def digits(app: Playground) -> None:
    """More digits of the number that is explained, and of the step's; after the most the fewest again."""
    more = [each for each in NUMBERS_OF_DIGITS if each > app.workspace.choices.digits] or [DIGITS]
    app.workspace.choose(digits=more[0])
    app.tell(f"{more[0]} digits", 2)
    app.show()


def theme(app: Playground) -> None:
    """Dark or light."""
    app.other_theme()


# --- out of Glassnet ---


def copy(app: Playground) -> None:
    """The number under the cursor in full precision to the clipboard; of an explanation, its formula too, and below
    them the command line that opens it."""
    snapshot = app.snapshot()
    explanation, entry = snapshot.explanation, app.workspace.number_in_hand()
    number = snapshot.number(entry) if entry else None
    if explanation is not None:
        text = " = ".join(filter(None, (explanation.label, explanation.symbols(), explanation.numbers())))
        lines = [f"{text} = {explanation.value!r}"]
        with suppress(GlassnetError):  # what was made in the app comes from no file
            lines.append(app.workspace.command_line())
        app.copy("\n".join(lines))
        app.tell(f"copied the origin of {explanation.label}")
    elif entry is None or number is None:
        app.refuse(f"no number under the cursor yet; choose one with {app.keys.arrows}")
    else:
        app.copy(repr(number))
        app.tell(f"copied {entry.label} = {number!r}")


def help(app: Playground) -> None:
    """All keys, and what this scenario is about."""
    from glassnet.tui.screens.sheets import HelpSheet

    app.paused()
    app.ask(HelpSheet(app.session.scenario, app.session.program, app.keys))


def palette(app: Playground) -> None:
    """All commands by name."""
    app.open_palette()


def leave(app: Playground) -> None:
    """Leave Glassnet."""
    app.exit()


def more_commands(app: Playground) -> Iterator[Command]:
    """Where there is a shell to come back from: to it."""
    if app.can_suspend:
        yield "Suspend", "To the shell that it was started from; fg comes back", app.action_suspend_process
