"""Which key does what: the bindings of the app, and the hints of the footer."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from glassnet.tui.panels.bars import Hint
from glassnet.tui.snapshot import Snapshot


def _bind(keys: str, action: str) -> Binding:
    return Binding(keys, action, show=False)


BINDINGS: list[BindingType] = [
    _bind("space", "step"),
    _bind("backspace", "step_back"),
    _bind("ctrl+z", "undo"),
    *(_bind(key, f"to('{end}')") for key, end in zip("fbui", ("forward", "backward", "update", "update"), strict=True)),
    *(_bind(key, f"to_start('{start}')") for key, start in zip("FBU", ("forward", "backward", "update"), strict=True)),
    _bind("I", "iteration_back"),
    _bind("e", "epoch"),
    _bind("E", "epoch_back"),
    _bind("g", "goto"),
    _bind("r", "run"),
    _bind("h", "halt"),
    _bind("left_square_bracket,comma", "faster(-1)"),
    _bind("right_square_bracket,full_stop", "faster(1)"),
    _bind("ctrl+r", "restart"),
    _bind("enter", "explain"),
    _bind("escape,o", "out"),
    _bind("a", "all_terms"),
    _bind("equals_sign", "edit"),
    _bind("c", "check"),
    _bind("p", "predict"),
    _bind("n", "sample(1)"),
    _bind("N", "sample(-1)"),
    _bind("w", "wrong(1)"),
    _bind("W", "wrong(-1)"),
    _bind("x", "confusion"),
    _bind("l", "layer(1)"),
    _bind("L", "layer(-1)"),
    *(_bind(str(digit), f"scenario({digit})") for digit in range(1, 10)),
    _bind("0", "scenarios"),
    _bind("s", "settings"),
    _bind("z", "earlier"),
    _bind("minus", "linear"),
    _bind("k", "hold"),
    _bind("K", "compare"),
    _bind("d", "diagnose"),
    _bind("m", "maximize_panel"),
    _bind("y", "copy"),
    _bind("v", "scale"),
    _bind("t", "brush"),
    _bind("delete", "take_away"),
    _bind("ctrl+s", "save"),
    _bind("ctrl+e", "export"),
    _bind("question_mark", "help"),
    _bind("q", "quit"),
]

NAMED = {  # keys that Textual spells out
    "?": "question_mark",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "=": "equals_sign",
    "-": "minus",
    "bksp": "backspace",
    "esc": "escape",
}

HELP = (
    ("space  bksp", "one step on, one step back"),
    ("f  b  u", "to the end of the forward pass, backward pass, update"),
    ("F  B  U", "back to their start"),
    ("i I   e E", "an iteration on, back; an epoch on, back"),
    ("g", "go to any iteration; a click on the loss or the timeline too"),
    ("r   h", "run, pause; halt a run when …"),
    ("[  ]", "slower, faster: 1 step a second … flat out (, . too)"),
    ("ctrl+r", "back to the very beginning; what is recorded stays"),
    (
        "enter   esc",
        "where a number comes from, and into an operand; back out (o too). esc closes notifications",
    ),
    ("=   ctrl+z", "change the number under the cursor; undo the last change of a number, setting or point"),
    ("s   z", "settings; back to the run before other settings, and again"),
    ("-", "a linear model, without hidden layers, and back"),
    ("k   K", "hold this run as a ghost to compare with, or drop it; both in figures"),
    ("d", "diagnosis: what keeps it from learning, and what to try"),
    ("c", "check the gradients of the layer against central differences"),
    ("p", "predict the next number before it is shown: type it, or space for the question"),
    ("n N   l L", "next, previous sample; layer, and back to following the steps"),
    ("w W   x", "next, previous wrong answer; confusion matrix of training rows, of test rows, back"),
    ("tab, arrows", "next panel; cell, unit or row in it"),
    ("m   v   y", "this panel alone; log scale; copy the number, full precision"),
    ("1 … 9   0", "scenario by number; the list of all"),
    ("t   delete", "draw points on the map with the mouse; take the chosen one away"),
    ("ctrl+s   ctrl+e", "save everything into a file, which glassnet FILE opens; export"),
    ("ctrl+p", "palette: all commands, light and dark"),
)


def hints(snapshot: Snapshot, width: int) -> tuple[Hint, ...]:
    """The keys that apply now, the most useful first."""
    program, choices = snapshot.program, snapshot.choices
    small = width < 100
    step = "asks" if choices.note else "step"
    if choices.running:
        return (
            Hint("r", "r", "pause"),
            Hint("]", "]", "faster"),
            Hint("[", "[", "slower"),
            Hint("v", "v", "linear" if choices.log else "log", 1),
            Hint("m", "m", "maximize", 1),
        )
    if choices.trail:
        return (
            Hint("enter", "enter", "into operand"),
            Hint("down", "↑↓", "operand"),
            Hint("esc", "esc", "back"),
            Hint("a", "a", "fewer terms" if choices.full else "all terms", 1),
            Hint("c", "c", "check", 1),
            *(() if small else (Hint("space", "space", step, 2), Hint("bksp", "bksp", "back", 2))),
        )
    if small:
        return (
            Hint("space", "space", step),
            Hint("bksp", "bksp", "back"),
            Hint("f", "fbu", "phase"),
            Hint("r", "r", "run"),
            Hint("enter", "enter", "explain"),
            Hint("=", "=", "edit"),
            Hint("tab", "tab", "panel"),
        )
    return (
        Hint("space", "space", step),
        Hint("bksp", "bksp", "back"),
        Hint("f", "f", "forward", 1),
        Hint("b", "b", "backward", 1),
        Hint("u", "u", "update", 1),
        Hint("i", "i", "iteration", 1),
        *((Hint("e", "e", "epoch", 1),) if program.config.batch_size is not None else ()),
        Hint("r", "r", "run", 1),
        Hint("enter", "enter", "explain", 2),
        Hint("=", "=", "edit", 2),
        Hint("tab", "tab", "panel", 2),
        *((Hint("n", "n", "sample", 2),) if program.config.samples > 1 and width >= 140 else ()),
        *((Hint("l", "l", "layer", 2),) if program.layers > 1 and width >= 140 else ()),
        *(
            (
                Hint("s", "s", "settings", 3),
                Hint("g", "g", "go to", 3),
                Hint("h", "h", "halt when", 3),
                Hint("p", "p", "predict", 3),
                Hint("d", "d", "diagnosis", 3),
            )
            if width >= 140
            else ()
        ),
        *((Hint("w", "w", "wrong one", 3),) if snapshot.scenario.data.kinds and width >= 160 else ()),
    )
