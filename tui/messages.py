"""What panels point at, and the one message they send: the app alone decides what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from glassnet.core.deferred import dataclass
from glassnet.core.terms import label

if TYPE_CHECKING:
    from glassnet.core.program import Program


@dataclass(frozen=True)
class Sample:
    """A training row, or a test row, counted from 0 in the whole data; or what somebody has `drawn`."""

    row: int
    test: bool = False
    drawn: bool = False

    def __str__(self) -> str:
        if self.drawn:
            return "your drawing"
        return f"{'test row' if self.test else 'sample'} {self.row}"


DRAWING = Sample(0, drawn=True)


class Entry(NamedTuple):
    """One number on screen: `Entry("dW1", (0, 2))`; the index is empty for a single number.

    sample: whose number it is, where that row of data stands beside the batch; its index then begins with 0.
    """

    name: str
    index: tuple[int, ...] = ()  # type: ignore[assignment]  # a tuple's own method, of no use here
    sample: Sample | None = None

    @property
    def label(self) -> str:
        """`dW1[0,2]`; `sample 847: a1[0,2]` of a row beside the batch."""
        text = label(self.name, self.index)
        return text if self.sample is None else f"{self.sample}: {text}"


@dataclass(frozen=True)
class Layer:
    """A layer, counted from 1."""

    number: int


@dataclass(frozen=True)
class UnitMap:
    """What a unit says over the plane: its layer, counted from 1, and its place in it."""

    layer: int
    unit: int


@dataclass(frozen=True)
class Press:
    """What a key does, by its id in the table of keys: a click stands for it."""

    id: str


@dataclass(frozen=True)
class Answer:
    """What is chosen of the choices in a question, by its digit."""

    given: str


@dataclass(frozen=True)
class ScenarioName:
    """A scenario to open."""

    name: str


@dataclass(frozen=True)
class TabName:
    """A tab of a small terminal."""

    name: str


@dataclass(frozen=True)
class Operand:
    """One operand of the number being explained, by its place in the formula."""

    place: int


@dataclass(frozen=True)
class Iteration:
    """A place on the loss plot: an iteration to go to."""

    number: int


@dataclass(frozen=True)
class StepNumber:
    """A step of the iteration on show, counted from 1: the moment when it is just done."""

    number: int


@dataclass(frozen=True)
class Spot:
    """A place on the map, in the two numbers of the plane as the network's data has them."""

    x: float
    y: float


@dataclass(frozen=True)
class Stroke:
    """A soft brush from one place of the drawing to another, rows and columns of pixels; or what takes ink away."""

    begin: tuple[float, float]
    end: tuple[float, float]
    erase: bool = False


@dataclass(frozen=True)
class Removal:
    """A training row on the map that a click takes away."""

    row: int


@dataclass(frozen=True)
class SeedPlace:
    """One of many seeds that are trained, by its place among them."""

    place: int


Target = (
    Entry
    | Sample
    | Layer
    | UnitMap
    | Press
    | Answer
    | ScenarioName
    | TabName
    | Operand
    | Iteration
    | StepNumber
    | Spot
    | Stroke
    | SeedPlace
    | Removal
)


class Failed(Message):
    """A panel could not be painted, for an error that nobody foresaw."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Placed(Message):
    """A panel was painted at another size than the one it had when it was given the moment on show."""


class Hovered(Message):
    """The mouse is on something else in a panel, or on nothing any more."""


class Chosen(Message):
    """Somebody pointed at something, with the cursor or the mouse.

    program: the one whose numbers stood there. Another may be on show by the time that the message comes, which has no
        such entry, row or layer.
    """

    def __init__(self, target: Target, program: Program) -> None:
        super().__init__()
        self.target, self.program = target, program
