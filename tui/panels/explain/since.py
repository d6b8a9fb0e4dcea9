"""Numbers that were read for the one explained and are others by now: what they are on the rest of the screen.

Knows which and since when; the table and the lines of the sheet say it.
"""

from __future__ import annotations

from collections.abc import Sequence

from glassnet.core.explain import Operand
from glassnet.core.terms import label
from glassnet.tui.panels.explain.words import signed
from glassnet.tui.snapshot import Snapshot

Changed = dict[int, float]  # what operands are now, by their place in the formula
DIGITS = (4, 6, 8, 12, 17)  # significant ones that are tried until two numbers look different


def changed(snapshot: Snapshot) -> Changed:
    """The operands of the number being explained whose number on show is another one than was read."""
    explained = snapshot.explanation
    return {} if explained is None else snapshot.changed(explained.operands)


def when(operand: Operand, snapshot: Snapshot) -> str:
    """When an operand was read that has changed since."""
    iteration, program = operand.read.iteration, operand.read.program
    if iteration < snapshot.state.iteration:
        return f"in iteration {iteration:,}"
    lasting = (*program.parameters, *program.optimizer_state)
    return "before this update" if operand.name in lasting and snapshot.updated else "when it was read"


def note(operand: Operand, now: float, snapshot: Snapshot) -> str:
    """`before this update, now +1.636`: beside the number as it was read."""
    return f"{when(operand, snapshot)}, now {_told_apart(operand, now)[1]}"


def lines(operands: Sequence[Operand], since: Changed, chosen: int, snapshot: Snapshot) -> tuple[str, ...]:
    """The chosen operand, else the first one, with both values, and how many more there are; the longest first."""
    if not since:
        return ()
    at = chosen if chosen in since else min(since)
    operand, name = operands[at], label(operands[at].name, operands[at].index)
    was, now = _told_apart(operand, since[at])
    text = f"{name} was {was} {when(operand, snapshot)}, now {now}"
    more = f"; {len(since) - 1} more changed" if len(since) > 1 else ""
    return f"{text}{more}", text, f"{name} {was}, now {now}", f"now {now}"


def _told_apart(operand: Operand, now: float) -> tuple[str, str]:
    """An operand as it was read and as it is now, in as many digits as it takes to see that they differ."""
    program, name = operand.history.program_at(operand.tick), operand.name
    texts = [(signed(program, name, operand.value, digits), signed(program, name, now, digits)) for digits in DIGITS]
    return next((both for both in texts if both[0] != both[1]), texts[-1])
