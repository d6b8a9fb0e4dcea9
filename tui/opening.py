"""The moment that `--at` names, on show, maybe with the origin of a number open."""

from __future__ import annotations

from glassnet.core.explain import example
from glassnet.scenarios.sessions.places import go_to
from glassnet.tui.messages import Entry
from glassnet.tui.workspace import Workspace


def open_at(workspace: Workspace, text: str) -> None:
    """A prepared moment, see `go_to`; the origin of the number that it names is open. Raises GlassnetError."""
    found = go_to(workspace.session, text)
    if found is None:
        return
    entry, snapshot = Entry(*found), workspace.snapshot()
    focus, array = snapshot.focus, snapshot.array(entry.name)
    if not entry.index and focus is not None and focus.name == entry.name:
        entry = focus
    elif not entry.index and array is not None:
        entry = Entry(entry.name, example(array))
    workspace.point_at(entry)
    workspace.explain(entry)
