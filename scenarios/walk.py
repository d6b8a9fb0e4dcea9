"""The steps of a training as plain lines, one a step, each of which makes sense when it is read aloud.

    Step 1 of 17, forward, layer 1: z1 = x matrix times W1 + b1, 4 by 4. Each … Sample 2: z1[2,2] = … = 0.4894.

The readings are the engine's, in words where they have signs (`core/spoken.py`). Knows sessions; knows nothing of
terminals and keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from glassnet.core.counts import count, counted
from glassnet.core.errors import GlassnetError
from glassnet.core.explain import Explanation, example, why
from glassnet.core.names import formula
from glassnet.core.numerals import brief
from glassnet.core.ops import Array
from glassnet.core.program import BATCH
from glassnet.core.spoken import aloud
from glassnet.core.terms import Index
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.experiments.files import find
from glassnet.scenarios.printed import here, on_the_page, word_for
from glassnet.scenarios.sessions.places import go_to
from glassnet.scenarios.sessions.session import Session

NAMES = (
    "How entries are named, counted from 0: z1[2,3] is of sample 2, unit 3; W1[0,3] leads from input 0 to unit 3. "
    "d before a name, as in dz1, is how the loss changes with it. Numbers are those of one sample."
)
LONGEST = 400  # characters of a number's formula with its numbers
START = "At the start of iteration 1: nothing is computed yet."


def walk(experiment: str | Scenario, iterations: int = 1, at: str | None = None) -> Iterator[str]:
    """What an experiment is, then a line for every step of so many iterations, and one at each one's end.

    experiment: as `glassnet` takes it, or a scenario. at: where to begin, see `go_to`. Ends early where the loss is not
    finite. Raises GlassnetError for an experiment or a moment that is not there.
    """
    session = Session(find(experiment) if isinstance(experiment, str) else experiment)
    first = beginning(session, at)
    return chain([*introduction(session.scenario), *first], lines(session, iterations))


def lines(session: Session, iterations: int) -> Iterator[str]:
    """The lines of the steps that come next, to the end of so many iterations; one that has begun counts as one."""
    left = iterations
    while left and not session.trouble:
        session.step()
        yield from told(session)
        left -= session.state.done == len(session.program.steps)


def introduction(scenario: Scenario) -> list[str]:
    """What is learned, from how many rows, and by which network; then how entries are named."""
    data, sizes = scenario.data, [str(size) for size in scenario.network.sizes]
    rows = counted(len(data.inputs), "training row") + (
        f" and {counted(len(data.test_inputs), 'test row')}" if len(data.test_inputs) else ""
    )
    network = f"{counted(int(sizes[0]), 'input')}, then layers of {' and '.join(sizes[1:])}"
    if len(sizes) == 2:
        network = f"{counted(int(sizes[0]), 'input')}, then one layer of {sizes[1]}"
    what = f"{scenario.key}, {scenario.title}. {aloud(scenario.problem)} {rows}. {network}."
    return [what, NAMES]


def beginning(session: Session, at: str | None) -> list[str]:
    """Go to where a walk begins, and say where that is. Raises GlassnetError."""
    found = None if at is None else go_to(session, at)
    if found is None:
        return [] if at is None else told(session)
    name, index = found
    if session.state.step is None or session.state.step.output != name:
        session.state[name]  # which says what is wrong with a name that there is not
        if session.program.index_of(name) is not None and ":" in str(at).partition(":")[2]:
            raise GlassnetError(f"--at: a walk begins where {name} is computed, {session.state.iteration}:{name}")
        raise GlassnetError(f"--at: no step computes {name}; name what a step computes, 120:dW1")
    return told(session, index)


def told(session: Session, index: Index = ()) -> list[str]:
    """The line of the step just done, and after an iteration's last one the line of its end.

    index: of the entry with its numbers, where not an example. Raises GlassnetError where there is none such.
    """
    state, program = session.state, session.program
    if not state.done:
        return [START]
    return [step_line(session, index), *([end_line(session)] if state.done == len(program.steps) else [])]


def step_line(session: Session, index: Index = ()) -> str:
    """The step just done: its place, formula, shape and sentence, and one entry with its numbers."""
    state, program, step = session.state, session.program, session.state.step
    assert step is not None
    value = state[step.output]
    sampled = program.info[step.output].has_rows
    row = _place(session) if sampled else 0
    shown = why(session.history, step.output, index or example(value, row))
    if sampled:
        row = shown.index[0]
    whose = f"{_sample(session, row)}: " if sampled else ("For example " if value.ndim else "")
    return aloud(
        f"Step {state.done} of {len(program.steps)}, {program.place(step)}: "
        f"{formula(program, step)}, {_shape(value)}. {step.sentence} {whose}{_entry(session, shown)}."
    )


def _place(session: Session) -> int:
    """Where the scenario's first sample stands in the batch; the first place where it stands in none."""
    rows = session.state.get("rows")
    chosen = session.scenario.first_sample
    if rows is None:
        return chosen
    return next((place for place, row in enumerate(rows) if row == chosen), 0)


def _sample(session: Session, place: int) -> str:
    rows = session.state.get("rows")
    return f"Sample {place}" if rows is None else f"Sample {int(rows[place])}, number {place} of the batch"


def _entry(session: Session, shown: Explanation) -> str:
    """`dW1[0,2] = … = 0.02805`, with the page's word and number for it where a page has them."""
    scenario = session.scenario
    word = word_for(scenario.names, shown.name, shown.index)
    numbers = shown.numbers()
    if len(numbers) > LONGEST:  # nobody follows that by ear
        numbers = shown.printed
    parts = [shown.label + (f" ({word})" if word else ""), numbers, shown.printed]
    found = [one for one in here(session.program, session.state, scenario.printed) if one.printed.label == shown.label]
    return " = ".join(dict.fromkeys(parts)) + "".join(f", {on_the_page(one)}" for one in found)


def _shape(value: Array) -> str:
    """`4 by 1`, `4 numbers`, `one number`."""
    if not value.ndim:
        return "one number"
    return counted(value.shape[0], "number") if value.ndim == 1 else " by ".join(map(str, value.shape))


def end_line(session: Session) -> str:
    """How good it is: the loss, and how many answers are right; a regression has no right."""
    state, answers = session.state, session.predictions
    batch = " of the batch" if session.program.steps[0].heading == BATCH else ""
    loss = f"loss{batch} {brief(float(state['loss']))} before its update"
    if "penalty" in state:
        loss += f", penalty {brief(float(state['penalty']))}"
    sides = ((answers.train_right, "training row"), (answers.test_right, "test row"))
    right = [
        f"{count(int(each.sum()))} of {counted(len(each), rows)}"
        for each, rows in sides
        if each is not None and len(each)
    ]
    after = f"; after it {' and '.join(right)} right" if right else ""
    return f"End of iteration {count(state.iteration)}: {loss}{after}."
