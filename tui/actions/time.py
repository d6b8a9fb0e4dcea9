"""Keys that move in time: steps, phases, iterations, back, any moment, and running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from glassnet.scenarios.sessions.halts import Halt
from glassnet.tui.playground import Command, Playground


def step(app: Playground) -> None:
    """One operation on."""
    app.move(app.session.step)


def step_back(app: Playground) -> None:
    """One operation back."""
    history = app.session.history
    action = dict(history.actions).get(history.tick)
    if action is not None and not app.running:
        app.tell(f"before {action}; forward does it again, {app.keys.name('undo')} forgets it", 4)
    app.move(app.session.back)


def undo(app: Playground) -> None:
    """Take the last action back for good."""
    if app.paused():
        return
    session, undoable = app.session, app.session.undoable

    def go() -> None:
        session.undo()
        if undoable is not None:
            app.tell(f"undone: {undoable[1]}")

    gone = 0.0 if undoable is None else session.recorded_after(undoable[0])
    if undoable is None or gone <= 1:
        app.move(go)
    else:
        _confirm(
            app, f"Undoing {undoable[1]} drops what followed: {round(gone)} recorded iterations would go. Undo it?", go
        )


def dropping(app: Playground, what: str, go: Callable[[], object]) -> None:
    """Do what drops all that is recorded after this moment; where that is more than an iteration, ask first."""
    app.paused()
    ahead = app.session.ahead
    if ahead <= 1:
        app.move(go)
    else:
        gone = f"{round(ahead)} recorded iterations after this moment would go"
        _confirm(app, f"{what} changes what follows: {gone}. Change it?", go)


def _confirm(app: Playground, words: str, go: Callable[[], object]) -> None:
    from glassnet.tui.screens.prompts import Confirm

    app.ask(Confirm(words), lambda yes: app.move(go) if yes else None)


def to_end(app: Playground, phase: str) -> None:
    """To the next end of a phase."""
    app.move(lambda: app.session.to_end_of(phase))


def to_start(app: Playground, phase: str) -> None:
    """Back to the last start of a phase."""
    app.move(lambda: app.session.back_to_start_of(phase))


def iteration_back(app: Playground) -> None:
    """To the start of this iteration, or of the one before."""
    app.move(app.session.back_iteration)


def epoch(app: Playground) -> None:
    """To the end of the epoch."""
    app.move(app.session.to_end_of_epoch)


def epoch_back(app: Playground) -> None:
    """Back to the start of an epoch."""
    app.move(app.session.back_epoch)


def restart(app: Playground) -> None:
    """To before anything."""
    app.move(lambda: app.session.goto(0))


def goto(app: Playground) -> None:
    """Ask for an iteration and go there."""
    from glassnet.tui.screens.prompts import AskNumber

    if app.paused_instead(app.keys.say("{goto} again asks for the iteration")):
        return
    last = app.snapshot().last
    words = f"An iteration; 0 is before anything, {last} is the last one computed.\nA later one is run to."
    ask = AskNumber("go to iteration", words, str(app.session.state.iteration), _whole, "goes there")
    app.ask(ask, lambda number: None if number is None else go_to(app, int(number)))


def go_to(app: Playground, iteration: int) -> None:
    """To the end of an iteration; one that is not computed yet is run to."""
    if iteration <= app.snapshot().last and app.session.history.tick_of(iteration) is not None:
        app.move(lambda: app.session.goto(iteration))
    elif not app.paused():
        app.start_run(until=iteration)


def go_to_step(app: Playground, number: int) -> None:
    """To the moment when a step of this iteration, counted from 1, is just done; back in time, or on."""
    session = app.session

    def go() -> None:
        if number <= session.state.done:
            session.goto(session.state.iteration, number)
        while session.state.done < number:
            session.step()

    app.move(go)


def step_commands(app: Playground) -> Iterator[Command]:
    """A command for each step of the iteration."""
    for number, step in enumerate(app.session.program.steps, start=1):
        yield f"Go to {step.output}", f"Step {number}. {step.sentence}", partial(go_to_step, app, number)


def run(app: Playground) -> None:
    """Run, or pause."""
    if not app.paused():
        app.start_run()


def faster(app: Playground, by: int) -> None:
    """The next faster pace, the next slower one for -1."""
    app.workspace.faster(by)
    if not app.running:
        app.tell(f"{app.keys.name('run')} runs at {app.workspace.speed}", 2)
    app.show()


def halt(app: Playground) -> None:
    """Where runs stop."""
    from glassnet.tui.screens.prompts import AskHalt

    app.paused()
    sample = app.snapshot().row  # a breakpoint looks at training rows

    def keep(halts: tuple[Halt, ...] | None) -> None:
        if halts is not None:
            app.session.halts = halts
            words = "; or ".join(map(str, halts))
            app.tell(f"a run halts when {words}" if halts else "no breakpoints")
            app.show()

    app.ask(AskHalt(app.session.halts, sample.row * (not sample.test)), keep)


def _whole(number: float) -> str:
    return "" if number >= 0 and number == int(number) else "a whole number of at least 0, please"
