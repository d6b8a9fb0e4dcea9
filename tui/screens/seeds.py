"""How many seeds learn it? Other processes train them, this screen looks now and then and stays at hand meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.confined import is_served
from glassnet.scenarios.sweeps.asked import Asked, read_asked
from glassnet.scenarios.sweeps.outcome import Sweep, finished, gathered
from glassnet.scenarios.sweeps.sweep import Sweeping, cores
from glassnet.tui.drawing.canvas import Canvas, Hit
from glassnet.tui.drawing.seeds import Grid, SeedsShown, draw_seeds
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import SeedPlace
from glassnet.tui.panel import covers, strip
from glassnet.tui.screens.modal import Modal
from glassnet.tui.screens.prompts import AskText

if TYPE_CHECKING:
    from glassnet.tui.app import Glassnet

EVERY = 0.1  # seconds between two looks
MOST = 10_000  # seeds, whose picture is painted ten times a second
NICE = 10  # how far those who train step back for this process, which answers keys
ASKS = "FROM:TO or N,N,N; then, if need be, iterations, and the loss below which it is learned"


@dataclass(frozen=True, eq=False)
class Swept:
    """What was asked of which scenario, and what became of it; of a sweep that was stopped, what is there."""

    scenario: Scenario
    asked: Asked
    done: Sweep
    chosen: int = 0

    @classmethod
    def nothing_yet(cls, scenario: Scenario, asked: Asked) -> Swept:
        """Before any seed is trained."""
        return cls(scenario, asked, gathered(asked.seeds, asked.iterations, asked.below, ()))

    @property
    def left(self) -> int:
        """How many seeds are not trained to the end."""
        return len(self.asked.seeds) - int((self.done.updates == self.asked.iterations).sum())


class SeedsView(Widget):
    """The picture, a line at a time."""

    def __init__(self, paint: Callable[[Canvas], None]) -> None:
        super().__init__()
        self._paint = paint
        self._strips: list[Strip] = []
        self.hits: list[Hit] = []

    def show(self) -> None:
        """Paint anew."""
        self._draw()
        self.refresh()

    def _draw(self) -> None:
        width, height = self.size
        palette = cast("Glassnet", self.app).palette
        canvas = Canvas(width, height, palette.text, palette.background)
        self._paint(canvas)
        filters = tuple(self.get_line_filters())
        self._strips = [strip(runs, width, filters) for runs in canvas.rows()]
        self.hits = canvas.hits

    def on_resize(self) -> None:
        self.show()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as painted; Textual's own way would style and filter each once more."""
        if len(self._strips) != self.size.height:
            self._draw()
        lines = self._strips[crop.y : crop.bottom]
        return lines if crop.column_span == (0, self.size.width) else [line.crop(*crop.column_span) for line in lines]


class SeedsScreen(Modal[int | None]):
    """Gives the seed whose run is to be opened. keep: is handed what there is, whenever the training ends."""

    OPENED_BY = "seeds"
    KEYS_HERE = (
        ("← → ↑ ↓", "another seed"),
        ("home end", "the first seed, the last one"),
        ("enter", "open the run of this seed; a click on it does so too"),
        ("=", "other seeds, other iterations"),
        ("r", "go on with the seeds that are left, where the training was stopped"),
        ("esc q", "stop the training, and what is there stays; else close it"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        Binding("enter", "open", show=False),
        Binding("equals_sign", "ask", show=False),
        Binding("r", "go_on", show=False),
        *(Binding(key, f"go('{key}')", show=False) for key in ("left", "right", "up", "down", "home", "end")),
    ]

    def __init__(self, swept: Swept, keep: Callable[[Swept], object]) -> None:
        super().__init__()
        self._swept, self._keep = swept, keep
        self._under_way: Sweeping | None = None
        self._grid: Grid | None = None
        self._stopping = False

    def compose(self) -> ComposeResult:
        yield SeedsView(self._paint)

    def on_mount(self) -> None:
        self.set_interval(EVERY, self._look)
        if not self._swept.done.seeds:
            self._begin(self._swept)

    def on_unmount(self) -> None:
        self._end()

    # --- training ---

    def _begin(self, swept: Swept) -> None:
        """Train the seeds of these that are not done."""
        self._end()
        asked, known = swept.asked, finished(swept.done, swept.asked.seeds)
        jobs = 1 if is_served() else cores()  # the visitors of one machine share it
        try:
            under_way = Sweeping(swept.scenario, asked.seeds, asked.iterations, asked.below, jobs, known)
            under_way.begin(under_way.jobs, NICE)
        except (GlassnetError, OSError) as error:
            cast("Glassnet", self.app).warn(error)
            return
        self._swept = replace(swept, done=under_way.done)
        self._under_way, self._stopping = under_way, False
        self.show_again()

    def _look(self) -> None:
        """Show what has come, and note the end of it."""
        if self._under_way is None:
            return
        busy = self._under_way.busy  # before what has come is taken
        if self._under_way.finished > len(self._swept.done.seeds) or not busy:
            self._swept = replace(self._swept, done=self._under_way.done)
        if not busy:
            lost = self._under_way.lost
            self._end()
            if lost:
                cast("Glassnet", self.app).warn(lost)
        self.show_again()

    def _end(self) -> None:
        """No process is left, and what is there is kept."""
        if self._under_way is not None:
            self._under_way.close()
            self._under_way = None
        if self._swept.done.seeds:
            self._keep(self._swept)

    # --- keys ---

    def action_leave(self) -> None:
        if self._under_way is not None and not self._stopping:
            self._stopping = True
            self._under_way.stop()
            self.show_again()
        else:
            self.dismiss(None)

    def action_go_on(self) -> None:
        if self._under_way is None and self._swept.left:
            self._begin(self._swept)

    def action_open(self) -> None:
        self.dismiss(self._swept.asked.seeds[self._swept.chosen])

    def action_go(self, key: str) -> None:
        columns, last = self._grid.columns if self._grid else 1, len(self._swept.asked.seeds) - 1
        by = {"left": -1, "right": 1, "up": -columns, "down": columns, "home": -last, "end": last}[key]
        place = self._swept.chosen + by
        if key in ("home", "end"):
            place = min(max(place, 0), last)
        if 0 <= place <= last:
            self._swept = replace(self._swept, chosen=place)
            self.show_again()

    def action_ask(self) -> None:
        def wrong(text: str) -> str:
            try:
                asked = read_asked(text)
                if len(asked.seeds) > MOST:
                    return f"at most {MOST:,} seeds go here; glassnet sweep takes more"
                for seed in (asked.seeds[0], max(asked.seeds)):
                    self._swept.scenario.with_seed(seed)
            except GlassnetError as error:
                return str(error)
            return ""

        def given(text: str | None) -> None:
            if text is not None:
                self._begin(Swept.nothing_yet(self._swept.scenario, read_asked(text)))

        self.app.push_screen(AskText("seeds", ASKS, str(self._swept.asked), wrong, "trains them"), given)

    def on_click(self, event: events.Click) -> None:
        hits = self.query_one(SeedsView).hits
        target = next((hit.target for hit in hits if covers(hit, event.screen_x, event.screen_y)), None)
        if isinstance(target, SeedPlace):
            if target.place == self._swept.chosen:
                self.action_open()
                return
            self._swept = replace(self._swept, chosen=target.place)
            self.show_again()

    # --- showing ---

    def show_again(self) -> None:
        self.query_one(SeedsView).show()

    def _paint(self, canvas: Canvas) -> None:
        app, swept, under_way = cast("Glassnet", self.app), self._swept, self._under_way
        palette, key = app.palette, swept.scenario.key
        share = None if under_way is None else under_way.share
        shown = SeedsShown(swept.asked.seeds, swept.done, swept.scenario.plateaus, swept.chosen, share)
        inner = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        self._grid = draw_seeds(inner, shown, palette)
        seed, count = swept.asked.seeds[swept.chosen], f"{len(swept.done.seeds):,} of {len(swept.asked.seeds):,}"
        done = f"{count} done" if share is None else f"{count} done, {share:.0%}"
        title = f"How many seeds learn it? {key}, {swept.asked.iterations:,} iterations"
        room = canvas.width - 12 - len(done)
        title = fitting(room, title, f"{key}, {swept.asked.iterations:,} iterations", key)
        leave = "esc closes" if share is None else "stopping …" if self._stopping else "esc stops it"
        go_on = [f"r trains the {swept.left:,} left"] if share is None and swept.left else []
        rest = (f"enter opens the run of seed {seed}", "= other seeds", *go_on, leave)
        grid = self._grid
        rows = "" if grid.rows == grid.all_rows else f"rows {grid.top + 1}–{grid.top + grid.rows} of {grid.all_rows}"
        foot = fitting(canvas.width - 6, ", ".join(rest), ", ".join(rest[1:]), ", ".join([*go_on, leave]), leave)
        canvas.frame(
            0,
            0,
            canvas.width,
            canvas.height,
            palette.frame_focus,
            title,
            done,
            foot,
            rows,
            palette.title,
            palette.muted,
        )
