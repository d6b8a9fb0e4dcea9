"""What follows when something on the screen is pointed at, with the cursor or the mouse."""

from __future__ import annotations

from glassnet.tui.actions import drawing, look, points, time
from glassnet.tui.messages import (
    Answer,
    Entry,
    Iteration,
    Layer,
    Operand,
    Press,
    Removal,
    Sample,
    ScenarioName,
    Spot,
    StepNumber,
    Stroke,
    TabName,
    Target,
    UnitMap,
)
from glassnet.tui.playground import Playground


def press(app: Playground, target: Press | ScenarioName | TabName) -> None:
    """What stands for a key, or for several."""
    match target:
        case Press(id_):
            app.do(id_)
        case ScenarioName(name):
            look.switch(app, name)
        case TabName(name):
            look.tab(app, name)


def point_at(app: Playground, target: Target) -> None:
    """A number, a row, a place. Raises GlassnetError where nothing can follow."""
    match target:
        case Entry() as entry:
            app.workspace.point_at(entry)
        case Answer(given):
            if app.asking is not None:
                app.asking.answer(given)
        case UnitMap() as unit:
            app.workspace.point_at_map(unit)
        case Sample() as sample:
            app.workspace.choose(sample=sample)
        case Layer(number):
            app.workspace.choose(layer=number)
        case Operand(place):
            app.workspace.choose(operand=place)
        case Iteration(number):
            time.go_to(app, number)
        case StepNumber(number):
            time.go_to_step(app, number)
        case Stroke() as stroke:
            drawing.stroke(app, stroke)
        case Spot() as spot:
            points.use_brush(app, spot)
        case Removal(row):
            points.take(app, row)
