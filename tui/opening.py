"""What is on show when the app begins: the moment that `--at` names, and a large file that has to be read first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from glassnet.core.explain import example
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.places import go_to
from glassnet.tui.messages import Entry
from glassnet.tui.workspace import Workspace


class Opening(NamedTuple):
    """An experiment that is opened when the app has begun, because its file is large.

    tables: of the experiment. make: gives it, once the file is read, and what is to be said of it; may raise.
    at: the moment, see `open_at`.
    """

    tables: Mapping[str, Any]
    make: Callable[[], tuple[Scenario, tuple[str, ...]]]
    at: str | None

    def opened(self) -> tuple[Workspace, tuple[str, ...]]:
        """It on show, and what is to be said of it. Raises GlassnetError."""
        scenario, remarks = self.make()
        workspace = Workspace(scenario)
        if self.at is not None:
            open_at(workspace, self.at)
        return workspace, remarks


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
