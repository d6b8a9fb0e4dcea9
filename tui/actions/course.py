"""Keys about the course of a number: shown large, kept beside the loss."""

from __future__ import annotations

from glassnet.tui.actions import look
from glassnet.tui.layout import COURSE
from glassnet.tui.messages import Entry
from glassnet.tui.playground import Playground

MOST = 3  # numbers that are kept


def course(app: Playground) -> None:
    """The course of the number under the cursor, or of the one explained; again: as before."""
    if _explained(app) is not None:
        _point_at_explained(app)
        look.show_picture(app, COURSE)
    else:
        look.picture(app, COURSE)


def keep(app: Playground) -> None:
    """Keep the number under the cursor on show beside the loss, or let it go; the course comes on the screen."""
    _point_at_explained(app)
    snapshot = app.snapshot()
    entry = snapshot.choices.cursor or snapshot.focus
    if entry is None:
        app.warn(f"no number under the cursor yet; choose one with {app.keys.arrows}")
        return
    entry, kept = snapshot.lasting(entry), snapshot.choices.kept
    if entry in kept:
        app.workspace.choose(kept=tuple(one for one in kept if one != entry))
        app.tell(f"{entry.label} is no longer kept beside the loss")
    else:
        app.workspace.choose(kept=(*kept, entry)[-MOST:])
        app.tell(f"{entry.label} stays beside the loss when another number is chosen")
    if app.view.picture == COURSE and not snapshot.choices.trail:
        app.show()
    else:
        look.show_picture(app, COURSE)


def _explained(app: Playground) -> Entry | None:
    """The number explained, where it is one of the screen."""
    explanation = app.snapshot().explanation
    if explanation is None or explanation.history is not app.session.history:
        return app.workspace.choices.asked if explanation is not None else None
    return Entry(explanation.name, explanation.index)


def _point_at_explained(app: Playground) -> None:
    if (entry := _explained(app)) is not None:
        app.workspace.point_at(entry)
