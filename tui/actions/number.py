"""Keys about one number: where it comes from, changing it, doubting it."""

from __future__ import annotations

from glassnet.core.actions import Edit
from glassnet.core.errors import GlassnetError
from glassnet.core.movers import check_changeable
from glassnet.tui.actions import drawing, look
from glassnet.tui.actions.time import dropping
from glassnet.tui.layout import DIGIT, HEAT_MAP, NETWORK
from glassnet.tui.messages import Entry
from glassnet.tui.playground import Playground

CHOOSE = "choose a weight, bias, input or target with {}"
CHANGE = "weights, biases and training rows can be changed"


def explain(app: Playground) -> None:
    """Where the number under the cursor comes from; in an explanation, into the chosen operand. A pixel gets ink."""
    if drawing.draws(app) and app.panel_with_keys == DIGIT and drawing.pixel(app):
        return
    if app.paused() or not app.has_room:
        return
    opened = bool(app.workspace.choices.trail)
    if app.workspace.choices.unit is not None and app.panel_with_keys == NETWORK and not opened:
        look.unit_map(app)
        return
    try:
        if opened and app.panel_with_keys == "explain":
            app.workspace.into()
        elif app.panel_with_keys == "predictions":
            app.workspace.explain_prediction(app.snapshot().sample)
        else:
            entry = app.workspace.number_in_hand()
            if entry is None:
                raise GlassnetError(app.keys.say("no number yet; {step} computes the first one"))
            app.workspace.explain(entry)
    except GlassnetError as error:
        app.warn(error)
        return
    if app.view.maximized == "explain":
        app.arrange()
    else:
        app.arrange(maximized="")  # what is alone on the screen would cover it
    if not opened:
        app.give_keys("explain")


def out(app: Playground) -> None:
    """Back to the number before; out of the explanation, and of a panel alone on the screen."""
    if app.workspace.choices.trail:
        app.workspace.out()
        app.arrange()
        app.give_keys()
    elif app.view.maximized:
        app.arrange(maximized="")
    elif app.view.picture:
        look.show_picture(app, app.view.behind)
    else:  # from numbers of somebody's own to what was on show before them
        look.switch(app, app.workspace.leave() or None)


def all_terms(app: Playground) -> None:
    """Long sums in full, or not; every entry of a large matrix."""
    if app.workspace.choices.trail or app.view.picture == HEAT_MAP:
        app.workspace.choose(full=not app.workspace.choices.full)
        app.show()


def edit(app: Playground) -> None:
    """Change the number under the cursor."""
    if app.paused_instead(app.keys.say("{edit} again changes the number")):
        return
    snapshot, entry, choose = app.snapshot(), app.workspace.number_in_hand(), CHOOSE.format(app.keys.arrows)
    if app.panel_with_keys == "predictions" and not app.can_see(snapshot.choices.cursor):
        entry = Entry(f"a{snapshot.program.layers}")  # what stands there is the network's answer
    try:
        if entry is None:
            raise GlassnetError(f"no number under the cursor; {choose}")
        if entry.sample is not None and entry.sample.drawn:
            drawing.ask_ink(app, entry)
            return
        if entry.sample is not None and entry.sample.test:
            raise GlassnetError(f"{entry.sample} is not trained on and stays as it is; {CHANGE}")
        check_changeable(snapshot.program, entry.name)
        if entry.sample is not None:  # a row of the data
            entry = Entry(entry.name.upper(), (entry.sample.row, *entry.index[1:]))
        number = snapshot.number(entry)
        if number is None:
            whole = len(entry.index) < len(snapshot.shape(entry.name))
            what = f"{entry.name} is more than one number" if whole else f"{entry.label} is not there yet"
            raise GlassnetError(f"{what}; {choose}")
    except GlassnetError as error:
        app.refuse(error)
        return
    _ask_edit(app, entry, number)


def learning_rate(app: Playground) -> None:
    """Change the learning rate from here on."""
    if not app.paused_instead("choose it again to change the learning rate"):
        _ask_edit(app, Entry("lr"), float(app.session.state.values["lr"]))


def _ask_edit(app: Playground, entry: Entry, number: float) -> None:
    from glassnet.tui.screens.prompts import AskNumber

    try:
        words = _follows(app, app.session.can_edit(Edit(entry.name, entry.index, number)).done)
    except GlassnetError as error:
        app.refuse(error)
        return

    def wrong(value: float) -> str:
        try:
            app.session.can_edit(Edit(entry.name, entry.index, value))
        except GlassnetError as error:
            return str(error)
        return ""

    def change(value: float | None) -> None:
        if value is not None:
            _edit(app, Edit(entry.name, entry.index, value))

    app.ask(AskNumber(f"change {entry.label}", words, repr(number), wrong), change)


def _follows(app: Playground, done: int) -> str:
    """What an edit here does to the iteration on show. done: the step that it leads to."""
    here = app.session.state.done
    if here > app.session.program.starts["update"]:
        return "This iteration stays as it was computed; the next one reads it."
    if done == here:
        return "No step of this iteration has read it yet; those to come will."
    return f"What follows from it in this iteration is computed again: it goes back to step {done}."


def _edit(app: Playground, edit: Edit) -> None:
    session = app.session

    def go() -> None:
        before = session.state.done
        session.edit(edit)
        done = session.state.done
        if done < before:
            reader = session.program.steps[done].output
            reads = "the batch" if reader == edit.name else reader  # an input of a batch is a row of the data
            app.tell(f"back at step {done}: {reads} reads {edit.name}", 4)
        if session.state.pending:
            app.tell(f"{edit} from iteration {session.state.iteration + 1:,} on")

    dropping(app, str(edit), go)


def drop_future(app: Playground) -> None:
    """Forget what is recorded after this moment."""
    app.move(app.session.drop_future)


def check(app: Playground) -> None:
    """The gradients of the layer against central differences."""
    from glassnet.tui.screens.checks import CheckSheet

    if app.snapshot().secret:
        app.tell("the check would tell what is asked: answer first")
    elif not app.paused():
        app.ask(CheckSheet(app.session, app.snapshot().layer, app.workspace.number_in_hand()))
