"""The command line of a training in progress, with a note of what no flag can say."""

from __future__ import annotations

from glassnet.core.actions import Action, Edit
from glassnet.core.explain import Explanation
from glassnet.core.ops import SETTINGS
from glassnet.scenarios.experiments.command_line import command_line
from glassnet.scenarios.sessions.session import Session


def session_line(session: Session, farthest: int, origin: Explanation | None = None) -> str:
    """What opens the experiment at the moment on show; or as it began, with what was done to it since as a comment.

    Settings that were changed before anything was computed are flags too. farthest: the last iteration that a command
    line may go to. origin: one that is open. Raises GlassnetError where no command line opens it.
    """
    history = session.history
    done = [(tick, action) for tick, action in history.actions if tick <= history.tick]
    first = 0
    while done and history.moment(done[0][0]) == (1, 0) and _is_setting(done[0][1]):
        first, _ = done.pop(0)
    notes = [f"{_said(action)} at iteration {_iteration(session, tick)}" for tick, action in done]
    at = moment(session, origin)
    note = f"then: {', '.join(notes)}" if notes else ""
    if done and history.tick > done[-1][0]:
        note += f"; now at {at}"
    if not note and int(at.partition(":")[0] or 0) > farthest:
        note = f"at {at}"
    return command_line(session.scenario_at(first), note, at)


def moment(session: Session, origin: Explanation | None = None) -> str:
    """The moment on show as --at has it: `120`, `120:dW1` inside an iteration; "" where nothing was done yet.

    origin: one that is open, to be open again: `120:dW1[0,2]` right after its number was computed, `120:db1:dW1[0,2]`
    later in the iteration, `120::dW1[0,2]` at the end. One that was asked at another moment, as operands are, is seen
    from where it was computed.
    """
    program, state = session.program, session.state
    ended = state.iteration - (state.done == 0)
    inside = 0 < state.done < len(program.steps)
    here = f"{state.iteration}:{program.steps[state.done - 1].output}" if inside else str(ended)
    if origin is None:
        return here if inside or ended else ""
    if origin.asked == session.history.tick:
        computed = program.index_of(origin.name) if ended else None
        if state.done == computed + 1 if computed is not None else not inside:  # its name alone leads here
            return f"{state.iteration if inside else ended}:{origin.label}"
        return f"{here}{':' if inside else '::'}{origin.label}"
    if origin.step is not None:
        return f"{origin.iteration}:{origin.label}"
    # initial values stand at the beginning; data and settings anywhere
    return f"{0 if origin.name in (*program.parameters, *program.optimizer_state) else ended}:{origin.label}"


def _is_setting(action: Action) -> bool:
    return not isinstance(action, Edit) or action.name in SETTINGS


def _said(action: Action) -> str:
    return f"{action.name} {action.value!r}" if isinstance(action, Edit) and _is_setting(action) else str(action)


def _iteration(session: Session, tick: int) -> int:
    """The first iteration that reads what was changed then."""
    iteration, done = session.history.moment(tick)
    return iteration + (done > session.history.program_at(tick).starts["update"])
