"""The moment that `--at` names, on show, maybe with the origin of a number open."""

from __future__ import annotations

from glassnet.scenarios.sessions.places import go_to
from glassnet.tui.messages import Entry
from glassnet.tui.workspace import Workspace


def open_at(workspace: Workspace, text: str) -> None:
    """A prepared moment, see `go_to`; the origin of the number that it names is open. Raises GlassnetError."""
    found = go_to(workspace.session, text)
    if found is None:
        return
    entry, snapshot = Entry(*found), workspace.snapshot()
    if not entry.index and snapshot.shape(entry.name):
        entry = snapshot.focus or entry
    workspace.point_at(entry)
    workspace.explain(entry)
