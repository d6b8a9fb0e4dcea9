"""Which panels stand where: a pure function of the terminal's size, of what is to be shown and what is on show.

Knows panels by name only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from glassnet.core.deferred import dataclass

LEAST_WIDTH, LEAST_HEIGHT = 60, 20
WIDE_WIDTH, WIDE_HEIGHT = 110, 34

NOW_HEIGHT = 5
SENTENCE_HEIGHT = 6
CAPTION_HEIGHT = 1
LEAST_MATRICES = 13  # lines of the matrices with their frame
HIGH_NEURON = 13  # lines that the neuron of a lecture needs at most
NETWORK_WIDTH, MAP_WIDTH = 46, 32  # columns for a network whose units have maps, and for the map that goes with it
HIGH_MAP = 28  # lines from which the map of the predictions grows with its width alone
ENDLESS = 10_000  # more lines than a terminal has
EXPLAIN = "Explain"
DIAGNOSIS = "Diagnosis"
NETWORK = "network"
UNIT, OUTER = "unit", "outer"
LANDSCAPE, SURFACE, COURSE = "landscape", "surface", "course"
NORMS = "norms"
HIDDEN, HISTOGRAM, HEAT_MAP = "hidden", "histogram", "heatmap"
DIGIT = "digit"
OF_A_NUMBER = frozenset({LANDSCAPE, SURFACE, COURSE})  # pictures of the one under the cursor
OF_THE_CURSOR = OF_A_NUMBER | {OUTER}  # the matrices stay, to choose it


class Box(NamedTuple):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class PanelView:
    """What of the screen somebody chose to see.

    tab: of a small terminal; one that there is not stands for the first. maximized: the panel that takes the room of
    all others. diagnosing: the diagnosis is shown in place of the list of steps, no wider, so that no number beside it
    loses a digit; on a small terminal it is a tab. picture: a panel, or the network itself, that takes the place of all
    between the current step and the list of steps; on a small terminal that of the tab. behind: the one that
    it goes back to. big: for a lecture, network,
    map and one sentence alone.
    """

    tab: str = ""
    maximized: str = ""
    diagnosing: bool = False
    picture: str = ""
    behind: str = ""
    big: bool = False


@dataclass(frozen=True)
class Content:
    """What there is to be shown.

    single_unit: the network is one neuron. steps: lines that the list of steps needs. matrices: those that the
    matrices have a use for in so many columns. plane: the samples lie in one. several: there is more
    than one.
    explaining: the origin of a number is shown, in place of the current step and the panels beneath it; on a small
    terminal in place of the tab. preview: of another scenario, where nothing of this one is computed yet.
    line: lines in so many columns of what a lesson says, in place of the current step, whatever else is shown.
    drawn: whether there is anything to be drawn in a picture.
    """

    single_unit: bool
    steps: int
    explaining: bool = False
    matrices: Callable[[int], int] = lambda width: ENDLESS
    plane: bool = False
    several: bool = False
    preview: bool = False
    line: Callable[[int], int] | None = None
    drawn: Callable[[str], bool] = lambda picture: True

    def now(self, width: int) -> int:
        """Lines of what stands above the panels in so many columns."""
        return NOW_HEIGHT if self.line is None else self.line(width)

    def tabs(self) -> tuple[str, ...]:
        """Names of the tabs of a small terminal, the first one shown first."""
        return (*self.lasting_tabs(), *([EXPLAIN] if self.explaining else []))

    def lasting_tabs(self) -> tuple[str, ...]:
        """The same without what goes with the next step."""
        return ("Neuron" if self.single_unit else "Network", "Matrices", "Steps", "Loss", DIAGNOSIS)

    def tab_of_predictions(self) -> str:
        """The tab that has the answers."""
        return "Loss" if self.single_unit else "Network"

    def shown_tab(self, view: PanelView) -> str:
        """The tab on show."""
        return EXPLAIN if self.explaining else self.chosen_tab(view)

    def chosen_tab(self, view: PanelView) -> str:
        """The tab that is on show while nothing is explained."""
        names = self.lasting_tabs()
        return view.tab if view.tab in names else names[0]


def has_tabs(width: int, height: int) -> bool:
    """Whether the terminal is too small for all panels at once."""
    return width < WIDE_WIDTH or height < WIDE_HEIGHT


def arrange(width: int, height: int, content: Content, view: PanelView) -> dict[str, Box]:
    """Boxes by panel name; panels that are not named are not shown. Empty when the terminal is too small."""
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return {}
    boxes = _arranged(width, height, content, view)
    if content.line is not None:
        boxes["lesson"] = boxes.pop("sentence" if view.big and "sentence" in boxes else "now")
    if content.preview and content.single_unit and "curves" in boxes and not view.maximized:
        curves = boxes.pop("curves")
        beside = boxes.pop("predictions", None)
        boxes["preview"] = curves._replace(width=curves.width + (beside.width if beside else 0))
    return boxes


def _arranged(width: int, height: int, content: Content, view: PanelView) -> dict[str, Box]:
    """The same without the preview."""
    boxes = {"header": Box(0, 0, width, 2), "footer": Box(0, height - 1, width, 1)}
    body = Box(0, 2, width, height - 3)
    if view.maximized and content.line is not None:
        now, body = _rows(body, (content.now(width), 1), grow=(0, 1))
        return {**boxes, "now": now, view.maximized: body}
    if view.maximized:
        return {**boxes, view.maximized: body}
    picture = view.picture if view.picture and not content.explaining and content.drawn(view.picture) else ""
    if view.big:
        return _big(Box(0, 0, width, height), content, picture)
    if has_tabs(width, height):
        return {**boxes, **_tabbed(body, content, content.shown_tab(view), picture)}
    boxes.update(_side_by_side(body, content, view.diagnosing))
    if picture:
        covered = [boxes.pop(name) for name in ("neuron", "network", "curves", "predictions") if _in_left(boxes, name)]
        top, bottom = min(box.y for box in covered), body.y + body.height
        matrices = boxes["matrices"] if picture in OF_THE_CURSOR else boxes.pop("matrices")
        boxes[picture] = Box(0, top, matrices.width, (matrices.y if "matrices" in boxes else bottom) - top)
    if content.explaining:
        names = ("neuron", "network", "curves", "predictions", *(["now"] if content.line is None else []))
        covered = [boxes.pop(name) for name in names if _in_left(boxes, name)]
        top, bottom = min(box.y for box in covered), max(box.y + box.height for box in covered)
        boxes["explain"] = Box(0, top, boxes["matrices"].width, bottom - top)
    return boxes


def _in_left(boxes: dict[str, Box], name: str) -> bool:
    """Whether a panel stands in the columns of the matrices."""
    return name in boxes and boxes[name].x < boxes["matrices"].width


def _tabbed(body: Box, content: Content, tab: str, picture: str) -> dict[str, Box]:
    """Now above, one line of tabs, and the panels of the tab, or the picture in their place."""
    now, single_unit = content.now(body.width), content.single_unit
    y = body.y + now + 1
    area = Box(body.x, y, body.width, body.y + body.height - y)
    boxes = {"now": Box(body.x, body.y, body.width, now), "tabs": Box(body.x, y - 1, body.width, 1)}
    if picture:
        return {**boxes, picture: area}
    if tab == "Neuron":
        upper, lower = _rows(area, (7, 8), grow=(1, 1))
        return {**boxes, "neuron": upper, "curves": lower}
    if tab == "Network":
        left, right = _columns(area, max(34, round(area.width * 0.425)))
        return {**boxes, "network": left, "predictions": right}
    if tab == "Loss" and single_unit:
        left, right = _columns(area, max(34, round(area.width * 0.425)))
        return {**boxes, "loss": left, "predictions": right}
    return {**boxes, tab.lower(): area}


def _big(body: Box, content: Content, picture: str) -> dict[str, Box]:
    """A sentence above, and beneath it what there is to be looked at; no bars."""
    height = SENTENCE_HEIGHT if content.line is None else content.now(body.width)
    sentence, area = _rows(body, (height, body.height - height), grow=(0, 1))
    if content.explaining:
        return {"sentence": sentence, "explain": area}
    if picture:
        return {"sentence": sentence, picture: area}
    return {"sentence": sentence, **_looked_at(area, content)}


def _looked_at(area: Box, content: Content) -> dict[str, Box]:
    """The network beside what it answers, or the neuron above its curves."""
    if not content.single_unit:
        network, predictions = _columns(area, min(area.width // 2, max(MAP_WIDTH, area.width - NETWORK_WIDTH)))
        return {"network": network, "predictions": predictions}
    high = min(area.height // 2, HIGH_NEURON)
    neuron, lower = _rows(area, (high, area.height - high), grow=(0, 1))
    if not (content.plane and content.several):
        return {"neuron": neuron, "curves": lower}
    curves, predictions = _columns(lower, lower.width // 2)
    return {"neuron": neuron, "curves": curves, "predictions": predictions}


def recorded(width: int, height: int, content: Content) -> dict[str, Box]:
    """Boxes of a moving picture, below its caption: as for a lecture, but the loss where no map can bend."""
    boxes = _looked_at(Box(0, CAPTION_HEIGHT, width, height - CAPTION_HEIGHT), content)
    return boxes if content.plane else {"loss" if name == "predictions" else name: box for name, box in boxes.items()}


def _side_by_side(body: Box, content: Content, diagnosing: bool) -> dict[str, Box]:
    """Everything at once: the list of steps (or the diagnosis) and the loss at the right, the rest at the left.

    What the matrices have no use for goes to the panels above them.
    """
    single_unit, steps = content.single_unit, content.steps
    left, right = _columns(body, min(60, max(34, round(body.width * 0.28))))
    now_height = content.now(left.width)
    steps = body.height if diagnosing else steps
    boxes: dict[str, Box] = {}
    if right.height >= 50 and not single_unit:
        step_height = min(steps + 2, right.height - 28)
        boxes["steps"], boxes["curves"], boxes["loss"] = _rows(right, (step_height, 12, 14), grow=(0, 0, 1))
    else:
        boxes["steps"], boxes["loss"] = _rows(right, (min(steps + 2, right.height - 12), 12), grow=(0, 1))
    if diagnosing:
        boxes["diagnosis"] = boxes.pop("steps")
    if single_unit:
        heights = (now_height, 9, 12, 11)
        boxes["now"], boxes["neuron"], middle, boxes["matrices"] = _rows(left, heights, grow=(0, 1, 2, 0))
        boxes["curves"], boxes["predictions"] = _columns(middle, max(34, round(left.width * 0.4)))
    else:
        now, middle, matrices = _rows(left, (now_height, 15, 17), grow=(0, 1, 1))
        wanted = content.matrices(left.width - 2) + 2
        lines = min(matrices.height, max(wanted, LEAST_MATRICES))
        boxes["now"], middle, boxes["matrices"] = _rows(left, (now.height, middle.height, lines), grow=(0, 1, 0))
        share = 0.45 if middle.height > HIGH_MAP else 0.4
        boxes["network"], boxes["predictions"] = _columns(middle, max(34, round(left.width * share)))
    return boxes


def _columns(box: Box, right: int) -> tuple[Box, Box]:
    """The box cut in two, the right part so wide."""
    return box._replace(width=box.width - right), box._replace(x=box.x + box.width - right, width=right)


def _rows(box: Box, heights: tuple[int, ...], grow: tuple[int, ...]) -> tuple[Box, ...]:
    """The box cut into rows of these heights; what is over or missing is shared out by `grow`."""
    over, share = box.height - sum(heights), sum(grow)
    sizes = [height + over * part // share for height, part in zip(heights, grow, strict=True)]
    sizes[max(range(len(grow)), key=lambda i: grow[i])] += box.height - sum(sizes)
    boxes, y = [], box.y
    for size in sizes:
        boxes.append(box._replace(y=y, height=size))
        y += size
    return tuple(boxes)
