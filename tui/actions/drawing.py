"""Keys and mouse on a drawing of somebody's own: a brush, single pixels, clearing, a row of the data to begin with."""

from __future__ import annotations

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.data import images
from glassnet.scenarios.data.images import Drawing
from glassnet.tui.actions import look
from glassnet.tui.layout import DIGIT
from glassnet.tui.messages import DRAWING, Entry, Stroke
from glassnet.tui.pictures import PICTURES
from glassnet.tui.playground import Playground


def draw(app: Playground) -> None:
    """Paper to draw on, with the drawing followed through the network; again: as before."""
    if app.view.picture != DIGIT and not PICTURES[DIGIT].missing(app.snapshot()):
        _follow(app, _drawing(app))
    look.picture(app, DIGIT)


def draws(app: Playground) -> bool:
    """Whether keys are about a drawing."""
    return app.is_shown(DIGIT) and not app.snapshot().secret


def stroke(app: Playground, target: Stroke) -> None:
    """The brush went from one place to another."""
    data = app.session.scenario.data
    if data.image is not None:
        _follow(app, images.stroke(data, _drawing(app), target.begin, target.end, target.erase))


def pixel(app: Playground) -> bool:
    """Ink on the pixel under the cursor, or none where there is some; False where the cursor is on no pixel."""
    at = _pixel(app.workspace.choices.cursor)
    if at is None:
        return False
    drawing = _drawing(app)
    _follow(app, images.dotted(drawing, at, 0.0 if drawing[at] > 0 else 1.0))
    app.show()
    return True


def ask_ink(app: Playground, entry: Entry) -> None:
    """Ask how dark the pixel under the cursor is to be, as the data measure it. Raises GlassnetError for no pixel."""
    from glassnet.tui.screens.prompts import AskNumber

    at = _pixel(entry)
    if at is None:
        raise GlassnetError("of your drawing the pixels alone can be changed")
    data, drawing = app.session.scenario.data, _drawing(app)
    low, high, _ = images.tones(data)

    def wrong(value: float) -> str:
        return "" if low <= value <= high else f"from {low:g}, no ink, to {high:g}, please"

    def put(value: float | None) -> None:
        if value is not None:
            _follow(app, images.dotted(drawing, at, (value - low) / (high - low or 1.0)))
            app.show()

    words = f"From {low:g}, no ink, to {high:g}."
    app.ask(AskNumber(f"ink of {data.features[at].name}", words, f"{low + drawing[at] * (high - low):g}", wrong), put)


def clear(app: Playground) -> None:
    """Take all ink away."""
    _follow(app, images.blank(app.session.scenario.data))
    app.show()


def from_row(app: Playground) -> None:
    """Begin with the chosen row of the data."""
    snapshot = app.snapshot()
    data, row = snapshot.scenario.data, snapshot.row
    _follow(app, images.copied(data, data.row(row.row, row.test)[0]))
    app.show()


def _pixel(entry: Entry | None) -> int | None:
    """Which pixel of the drawing a number is, if it is one."""
    of_it = entry is not None and entry.sample == DRAWING and entry.name == "x" and len(entry.index) == 2
    return entry.index[1] if entry is not None and of_it else None


def _drawing(app: Playground) -> Drawing:
    """What is drawn; blank paper before anything is."""
    return app.snapshot().of_drawing().choices.drawing or ()


def _follow(app: Playground, drawing: Drawing) -> None:
    app.workspace.choose(drawing=drawing, sample=DRAWING)
