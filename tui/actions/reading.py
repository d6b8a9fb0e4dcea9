"""What waits for a large file: nothing is asked of it before another process has read it, and the app goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from glassnet.tui.playground import Playground


def when_read(
    app: Playground,
    tables: Mapping[str, Any],
    go: Callable[[], object],
    stopped: Callable[[], object] = lambda: None,
    alone: bool = False,
) -> None:
    """Go on with the experiment of these tables: at once, or when its large file is read, which a screen shows.

    stopped: what to do instead where somebody stops the reading. alone: see `ReadingSheet`.
    """
    from glassnet.scenarios.experiments.ahead import to_read

    request = to_read(tables)
    if request is None:
        go()
        return
    from glassnet.scenarios.data.csv_elsewhere import Reading
    from glassnet.tui.screens.reading import ReadingSheet

    app.ask(ReadingSheet(Reading(request), alone), lambda read: go() if read else stopped())
