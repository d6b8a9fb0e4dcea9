"""The base of all panels: a widget that paints one snapshot into cells, has a cursor, and sends what is chosen.

A panel overrides `paint`. It never computes mathematics and never changes the engine: what it registers on the
canvas as a target can be reached with the arrow keys and the mouse, and is sent to the app as `Chosen`.
"""

from __future__ import annotations

import textwrap
from dataclasses import replace
from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as Background
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip

from glassnet.core.deferred import dataclass
from glassnet.tui.drawing.canvas import BOLD, DIM, UNDERLINE, Canvas, Hit, Run
from glassnet.tui.drawing.numbers import fixed
from glassnet.tui.drawing.palette import DARK, Palette
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.keys.keymap import DEFAULT, Keymap
from glassnet.tui.meanings import meanings
from glassnet.tui.messages import Chosen, Entry, Failed, Placed, Press, Target
from glassnet.tui.mouse import Pointable
from glassnet.tui.snapshot import Snapshot

HIDDEN = "It is asked: this comes back with the answer."


@dataclass(frozen=True)
class PaintOptions:
    """How to paint: colours, without braille (`plain`), whether the panel has the keys, and which keys do what.

    maps: whether the maps of the units are wanted, even if they leave no room for some of the units.
    colourless: whether no hue is shown (NO_COLOR), so that patterns have to tell what hues do.
    big: for a lecture, so few things and nothing faint.
    """

    palette: Palette = DARK
    plain: bool = False
    focused: bool = False
    maps: bool = False
    keys: Keymap = DEFAULT
    colourless: bool = False
    big: bool = False

    @property
    def shaded(self) -> bool:
        """Whether maps are drawn in shades of one character rather than in hues."""
        return self.plain or self.colourless


@lru_cache(maxsize=8)
def loud(palette: Palette) -> Palette:
    """The same colours with every label and sign as bright as the text."""
    return replace(palette, muted=palette.text, faint=palette.text, frame=palette.muted)


class Panel(Pointable, can_focus=True):
    """A rectangle of the screen that shows a part of the snapshot.

    Every panel shows every frame, so that all numbers on the screen are of one moment; a picture that takes long may be
    a little older while running, if no number of it is.
    """

    pointed = True  # whether some panel shows the number under the cursor
    chosen = False  # whether somebody went to this panel, rather than that it had the keys from the first
    walks: tuple[type, ...] = ()  # kinds of targets among which the arrow keys go to and fro
    naming: Target | None = None  # what the mouse is on, here or elsewhere, if this panel is to name it
    DEFAULT_CSS = "Panel { position: absolute; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.snapshot: Snapshot | None = None
        self.look = PaintOptions()
        self._canvas: Canvas | None = None  # as last painted, and its lines as Textual takes them
        self._strips: list[Strip] = []
        self._hits: list[Hit] = []

    # --- to override ---

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        """Draw the snapshot; targets registered on the canvas are what cursor and mouse find."""
        raise NotImplementedError

    def tells_secrets(self, snapshot: Snapshot) -> bool:
        """Whether it would tell what a question hides, because it shows more than the moment's own numbers."""
        return False

    # --- showing ---

    def show(self, snapshot: Snapshot, look: PaintOptions) -> None:
        """Take a new snapshot and paint it; what is not as before goes to the screen with the next frame."""
        self.snapshot = snapshot
        self.look = look
        self.repaint()

    def renew(self, snapshot: Snapshot, look: PaintOptions) -> None:
        """Take a new snapshot to be painted when the panel comes on the screen."""
        self.snapshot, self.look, self._canvas = snapshot, look, None

    def repaint(self) -> None:
        """Paint again; only lines that are not as before go to the screen, each costs as much as it did at first."""
        width, height = self.size
        if not (width and height):
            self._canvas = None  # it has no place now; `render_lines` paints it when it has one
            return
        changed = self._paint(width, height)
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def watch_has_focus(self, has_focus: bool) -> None:
        """Frame and cursor say which panel has the keys. The event of it comes here before Textual has taken note."""
        super().watch_has_focus(has_focus)
        self.repaint()

    def on_mouse_down(self) -> None:
        self.chosen = True

    def on_blur(self) -> None:
        self.chosen = True  # where somebody comes back to it

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as painted. Textual's own way through `render_line` styles and keeps each of them once more."""
        width, height = self.size
        if self._canvas is None or (self._canvas.width, self._canvas.height) != (width, height):
            self._paint(width, height)
            self.app.post_message(Placed())  # from here it would not bubble: the screen asks for the lines
        lines = self._strips[crop.y : crop.bottom]
        return lines if crop.column_span == (0, width) else [line.crop(*crop.column_span) for line in lines]

    def _paint(self, width: int, height: int) -> list[int]:
        """Paint the snapshot; returns the lines that are not as before."""
        before = self._canvas
        canvas = self._canvas = self._painted(width, height)
        self._hits = list(canvas.hits)
        changed = canvas.changed(before)
        if len(changed) == height:
            self._strips = [Strip.blank(width)] * height
        filters = tuple(self.get_line_filters())  # such as NO_COLOR
        for y, runs in zip(changed, canvas.rows(changed), strict=True):
            self._strips[y] = strip(runs, width, filters)
        return changed

    def _painted(self, width: int, height: int) -> Canvas:
        """The snapshot in cells; where painting fails, a canvas that says so."""
        palette = self.look.palette
        canvas = Canvas(width, height, palette.text, palette.background)
        if self.snapshot is None or not (width > 0 and height > 0):
            return canvas
        look = replace(self.look, focused=self.has_focus)
        try:
            if self.tells_secrets(self.snapshot):
                draw_frame(canvas, look, (self.id or "").replace("predictions", "answers"))
                told = textwrap.wrap(HIDDEN, max(1, width - 4))
                for y, text in enumerate(told, start=max(1, (height - len(told)) // 2)):
                    canvas.centre(0, y, width, text, palette.muted)
            else:
                self.paint(canvas, self.snapshot, look)
                self.write_name(canvas, self.snapshot)
        except Exception as error:  # whatever it is, the other panels are right
            canvas = Canvas(width, height, palette.text, palette.background)
            self.app.post_message(Failed(error))  # from here it would not bubble, as below
            words = f"This panel cannot be painted ({type(error).__name__}). The others are as they should be."
            for y, line in enumerate(textwrap.wrap(words, max(1, width))):
                canvas.text(0, y, line, palette.bad)
        return canvas

    def write_name(self, canvas: Canvas, snapshot: Snapshot) -> None:
        """Write into the border below what the mouse is on, if this panel is to name it."""
        words = fitting(canvas.width - 6, *meanings(self.naming, snapshot), "") if self.naming is not None else ""
        if words:
            y, palette = canvas.height - 1, self.look.palette
            canvas.fill(1, y, canvas.width - 2, 1, fg=int(canvas.fg[y, 0]), char="─")
            canvas.text(2, y, f" {words} ", palette.text)

    # --- cursor and mouse ---

    def move_cursor(self, across: int, down: int) -> None:
        """Go to the nearest target in a direction, from the cursor if it is here, else to where it begins."""
        if self.snapshot is None or not self._hits:
            return
        here = next((hit for hit in self._hits if self.is_cursor(hit.target)), None)
        if here is None:
            self._begin_at(self.snapshot)
            return
        kinds = self.walks if isinstance(here.target, self.walks) else (type(here.target),)
        following = nearest(here, [hit for hit in self._hits if isinstance(hit.target, kinds)], across, down)
        if following is not None:
            self.send(following.target)

    def send(self, target: Target) -> None:
        """Tell the app what was pointed at."""
        if self.snapshot is not None:
            self.post_message(Chosen(target, self.snapshot.program))

    def _begin_at(self, snapshot: Snapshot) -> None:
        """Put the cursor on the number just written, if it is on show here; else on the first one here.

        While it is on show nowhere, and nobody chose this panel, another panel that has the number gets the keys.
        """
        written = snapshot.focus
        place = None if written is None else self.place_of(written)
        if written is not None and place is None and not self.chosen:
            panels = [panel for panel in self.screen.query(Panel) if panel.display and panel.can_focus]
            if not any(panel.has(snapshot.choices.cursor) for panel in panels if snapshot.choices.cursor):
                other = next((panel for panel in panels if panel.has(written)), None)
                if other is not None:
                    other.focus()
                    place = written
        targets = [hit.target for hit in self._hits]
        self.send(place or next((target for target in targets if isinstance(target, Entry)), targets[0]))

    def place_of(self, entry: Entry) -> Target | None:
        """What stands for a number here; None where nothing does."""
        return entry if self.has(entry) else None

    def is_cursor(self, target: Target) -> bool:
        """Whether the cursor stands on this target."""
        return self.snapshot is not None and target == self.snapshot.choices.cursor

    def has(self, target: Target) -> bool:
        """Whether this target is on show here."""
        return any(hit.target == target for hit in self._hits)

    def prints(self, entry: Entry) -> bool:
        """Whether this number stands here in digits; a weight may be a line, of which one cell can be pointed at."""
        return any(hit.target == entry and hit.width > 1 for hit in self._hits)

    def target_at(self, x: int, y: int) -> Target | None:
        return next((hit.target for hit in reversed(self._hits) if covers(hit, x, y)), None)

    def explain(self) -> None:
        self.send(Press("explain"))


def covers(hit: Hit, x: int, y: int) -> bool:
    """Whether a cell belongs to a target."""
    return hit.x <= x < hit.x + hit.width and hit.y <= y < hit.y + hit.height


def nearest(here: Hit, hits: list[Hit], across: int, down: int) -> Hit | None:
    """The target that an arrow key leads to: the nearest that lies in its direction, straight ones first."""

    def centre(hit: Hit) -> tuple[float, float]:
        return hit.x + hit.width / 2, hit.y + hit.height / 2

    x0, y0 = centre(here)
    best: tuple[float, Hit] | None = None
    for hit in hits:
        x, y = centre(hit)
        ahead, aside = ((x - x0) * across, abs(y - y0) * 6) if across else ((y - y0) * down * 2, abs(x - x0))
        if ahead <= 0.4 or hit.target == here.target:
            continue
        distance = ahead + 2 * aside
        if best is None or distance < best[0]:
            best = distance, hit
    return best[1] if best else None


def draw_frame(
    canvas: Canvas, look: PaintOptions, title: str, right: str = "", foot: str = "", foot_right: str = ""
) -> None:
    """The border of a panel, brighter where it has the keys, with texts set into it."""
    palette = look.palette
    edge, size = palette.frame_focus if look.focused else palette.frame, (canvas.width, canvas.height)
    canvas.frame(0, 0, *size, edge, title, right, foot, foot_right, palette.title, palette.muted)


def draw_number(
    canvas: Canvas,
    x: int,
    y: int,
    snapshot: Snapshot,
    look: PaintOptions,
    entry: Entry,
    *,
    scale: float,
    decimals: int = 4,
    width: int = 7,
) -> None:
    """One number in `width` cells at x, coloured by its size; one cell on each side belongs to its marks.

    [ ] is the cursor, ‹ › an operand of the entry in focus.
    """
    palette, value = look.palette, snapshot.number(entry)
    background = palette.heat(value, scale) if value else None
    colour = palette.sign(value, background)
    if entry == snapshot.choices.cursor:
        canvas.text(x - 1, y, "[", palette.now, bold=True)
        canvas.text(x + width, y, "]", palette.now, bold=True)
        background, colour = palette.cursor_bg, palette.cursor_fg
    elif entry in snapshot.operands:
        canvas.text(x - 1, y, "‹", palette.now)
        canvas.text(x + width, y, "›", palette.now)
    canvas.text(x, y, fixed(value, decimals, width), colour, background, target=entry)


def strip(runs: list[Run], width: int, filters: tuple[LineFilter, ...] = ()) -> Strip:
    """One row of cells as Textual takes it."""
    return Strip([Segment(text, _style(fg, bg, attrs, filters)) for text, fg, bg, attrs in runs], width)


@lru_cache(maxsize=16384)
def _style(fg: int, bg: int, attrs: int, filters: tuple[LineFilter, ...]) -> Style:
    """The style as Textual's filters leave it: done once for each style rather than in every line."""
    style = Style(
        color=Color.from_rgb(fg >> 16, fg >> 8 & 255, fg & 255),
        bgcolor=Color.from_rgb(bg >> 16, bg >> 8 & 255, bg & 255),
        bold=bool(attrs & BOLD) or None,
        dim=bool(attrs & DIM) or None,
        underline=bool(attrs & UNDERLINE) or None,
    )
    segments = [Segment(" ", style)]
    for each in filters:
        segments = each.apply(segments, Background(bg >> 16, bg >> 8 & 255, bg & 255))
    return segments[0].style or style
