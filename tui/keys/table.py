"""The table of keys: what each one is called, does, and where the footer has it. All else follows from here.

A new key is one entry, and the function that it names in `actions/`. Bindings, footer, help, the palette, `keys.toml`
and the README's table (a test compares) come from this. Loads nothing: also the command line reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from glassnet.core.deferred import dataclass

if TYPE_CHECKING:
    from glassnet.tui.snapshot import Snapshot

RUNNING, EXPLAINING, NARROW, WIDE = "running", "explaining", "narrow", "wide"  # what the footer is about


@dataclass(frozen=True)
class Hint:
    """A place in the footer.

    where: what the footer is about then. at: its place there; keys with the same tens stand together.
    words: what the key does now; where they are empty it is not offered. shows: the keys that stand there, by id; empty
        for the entry's own.
    least: columns of the terminal from which it is told.
    """

    where: str
    at: int
    words: str | Callable[[Snapshot], str]
    shows: tuple[str, ...] = ()
    least: int = 0


@dataclass(frozen=True)
class Entry:
    """One thing that a key does.

    id: its name in `keys.toml`. keys: those it has by default, as people write them, with spaces between them.
    name: in the palette. words: what it does. does: `module:function` of `actions/`, or empty for what is to come,
        whose keys nothing else may take. args: what the function is given beside the app.
    hints: its places in the footer. applies: whether it would do anything at a moment; else the footer leaves it out.
    listed: whether the palette has it. also: `module:function` of more commands for the palette: title, words, and
        what they do.
    """

    id: str
    keys: str
    name: str
    words: str
    does: str
    args: tuple[Any, ...] = ()
    hints: tuple[Hint, ...] = ()
    applies: Callable[[Snapshot], bool] = lambda snapshot: True
    listed: bool = True
    also: str = ""


def _step(snapshot: Snapshot) -> str:
    return "skip" if snapshot.choices.predicting else "step"


def _scale(snapshot: Snapshot) -> str:
    return "linear" if snapshot.choices.log else "log"


def _into(words: str) -> Callable[[Snapshot], str]:
    """Words about operands; none where the number on show has none."""

    def told(snapshot: Snapshot) -> str:
        explanation = snapshot.explanation
        return words if explanation is None or explanation.operands else ""

    return told


def _terms(snapshot: Snapshot) -> str:
    return "fewer terms" if snapshot.choices.full else "all terms"


def _in_batches(snapshot: Snapshot) -> bool:
    return snapshot.program.config.batch_size is not None


def _asks(snapshot: Snapshot) -> bool:
    return snapshot.choices.line is not None


def _in_lesson(snapshot: Snapshot) -> bool:
    return snapshot.choices.line is not None and snapshot.choices.line.place is not None


# By group, and in it line by line: what stands on one line of the help, and of the README, is told in one breath.
GROUPS: dict[str, tuple[tuple[Entry, ...], ...]] = {
    "time": (
        (
            Entry(
                "step", "space", "Step", "one step on", "time:step",
                hints=(Hint(NARROW, 0, _step), Hint(WIDE, 0, _step), Hint(EXPLAINING, 20, _step, least=100)),
                also="time:step_commands",
            ),
            Entry(
                "step_back", "bksp", "Step back", "one step back", "time:step_back",
                hints=(Hint(NARROW, 1, "back"), Hint(WIDE, 1, "back"), Hint(EXPLAINING, 21, "back", least=100)),
            ),
        ),
        (
            Entry(
                "forward", "f", "To the end of the forward pass", "to the end of the forward pass", "time:to_end",
                ("forward",),
                hints=(Hint(NARROW, 2, "phase", ("forward", "backward", "update")), Hint(WIDE, 10, "forward")),
            ),
            Entry(
                "backward", "b", "To the end of the backward pass", "backward pass", "time:to_end", ("backward",),
                hints=(Hint(WIDE, 11, "backward"),),
            ),
            Entry("update", "u", "To the end of the update", "update", "time:to_end", ("update",),
                  (Hint(WIDE, 12, "update"),)),
        ),
        (
            Entry("forward_start", "F", "To the start of the forward pass", "back to the start of the forward pass",
                  "time:to_start", ("forward",)),
            Entry("backward_start", "B", "To the start of the backward pass", "backward pass",
                  "time:to_start", ("backward",)),
            Entry("update_start", "U", "To the start of the update", "update", "time:to_start", ("update",)),
        ),
        (
            Entry("iteration", "i", "Iteration", "an iteration on", "time:to_end", ("update",),
                  (Hint(WIDE, 13, "iteration"),)),
            Entry("iteration_back", "I", "Iteration back", "an iteration back", "time:iteration_back"),
            Entry("epoch", "e", "Epoch", "an epoch on", "time:epoch", (), (Hint(WIDE, 14, "epoch"),), _in_batches),
            Entry("epoch_back", "E", "Epoch back", "an epoch back", "time:epoch_back"),
        ),
        (
            Entry("goto", "g", "Go to iteration", "go to any iteration, computed or not", "time:goto", (),
                  (Hint(WIDE, 31, "go to", least=140),)),
            Entry("restart", "ctrl+r", "Back to the beginning", "back to the very beginning; what is recorded stays",
                  "time:restart"),
        ),
        (
            Entry("run", "r", "Run", "run, pause", "time:run",
                  hints=(Hint(RUNNING, 0, "pause"), Hint(NARROW, 3, "run"), Hint(WIDE, 15, "run"))),
            Entry("halt", "h", "Breakpoints: halt when", "halt a run when …", "time:halt", (),
                  (Hint(WIDE, 32, "halt when", least=140),)),
            Entry("slower", "[ ,", "Slower", "slower", "time:faster", (-1,), (Hint(RUNNING, 2, "slower"),)),
            Entry("faster", "] .", "Faster", "faster: 1 step a second … flat out", "time:faster", (1,),
                  (Hint(RUNNING, 1, "faster"),)),
        ),
    ),
    "one number": (
        (
            Entry(
                "explain", "enter", "Explain", "where a number comes from, and into an operand", "number:explain",
                hints=(
                    Hint(EXPLAINING, 0, _into("into operand")), Hint(NARROW, 4, "explain"), Hint(WIDE, 20, "explain"),
                ),
            ),
            Entry(
                "out", "esc o", "Back out", "back out", "number:out",
                hints=(Hint(EXPLAINING, 2, "back"),),
            ),
            Entry("all_terms", "a", "All terms", "all terms of a long sum; a heat map whole, or closer",
                  "number:all_terms", hints=(Hint(EXPLAINING, 10, _terms),)),
        ),
        (
            Entry("edit", "=", "Edit", "change the number under the cursor", "number:edit",
                  hints=(Hint(NARROW, 5, "edit"), Hint(WIDE, 21, "edit"))),
            Entry("undo", "ctrl+z", "Undo", "undo the last change", "time:undo"),
        ),
        (
            Entry("diagnose", "d", "Diagnosis", "what keeps it from learning, and what to try", "look:diagnose",
                  hints=(Hint(WIDE, 34, "diagnosis", least=140),)),
            Entry("check", "c", "Check gradients", "check gradients against central differences",
                  "number:check", hints=(Hint(EXPLAINING, 11, "check"),)),
            Entry("predict", "p", "Predict", "predict the next number before it is shown", "predict:switch",
                  hints=(Hint(WIDE, 33, "predict", least=140),)),
        ),
        (
            Entry("learning_rate", "", "Learning rate", "change it from here on", "number:learning_rate"),
            Entry("drop_future", "", "Drop what follows", "forget what is recorded after this moment",
                  "number:drop_future"),
        ),
    ),
    "what is on show": (
        (
            Entry("next_panel", "tab", "Next panel", "next panel", "look:panel", (1,),
                  (Hint(NARROW, 6, "panel"), Hint(WIDE, 22, "panel")), also="look:panel_commands"),
            Entry("previous_panel", "shift+tab", "Previous panel", "previous one", "look:panel", (-1,)),
        ),
        (
            Entry("cursor_up", "↑", "Cursor up", "cell, unit or row in the panel", "look:cursor", (0, -1),
                  listed=False),
            Entry("cursor_down", "↓", "Cursor down", "", "look:cursor", (0, 1),
                  (Hint(EXPLAINING, 1, _into("operand"), ("cursor_up", "cursor_down")),), listed=False),
            Entry("cursor_left", "←", "Cursor left", "", "look:cursor", (-1, 0), listed=False),
            Entry("cursor_right", "→", "Cursor right", "", "look:cursor", (1, 0), listed=False),
        ),
        (
            Entry("next_sample", "n", "Next sample", "next sample", "look:sample", (1,),
                  (Hint(WIDE, 23, "sample", least=140),), lambda snapshot: snapshot.program.config.samples > 1),
            Entry("previous_sample", "N", "Previous sample", "previous one", "look:sample", (-1,)),
            Entry("next_layer", "l", "Next layer", "next layer, and back to following the steps", "look:layer", (1,),
                  (Hint(WIDE, 24, "layer", least=140),), lambda snapshot: snapshot.program.layers > 1),
            Entry("previous_layer", "L", "Previous layer", "previous one", "look:layer", (-1,)),
        ),
        (
            Entry("next_wrong", "w", "Next wrong answer", "next wrong answer",
                  "look:wrong", (1,), (Hint(WIDE, 35, "wrong one", least=160),),
                  lambda snapshot: bool(snapshot.scenario.data.kinds)),
            Entry("previous_wrong", "W", "Previous wrong answer", "previous one", "look:wrong", (-1,)),
            Entry("confusion", "x", "Confusion matrix", "confusion matrix of training rows, test rows",
                  "look:confusion"),
        ),
        (
            Entry("pictures", "j", "Pictures", "the list of pictures, each with a key of its own", "look:pictures"),
            Entry("unit_maps", "", "Maps of all units", "what each unit says over the plane, beside its numbers",
                  "look:picture", ("network",)),
            Entry("unit_map", "", "Map of one unit, large", "what one unit says over the plane, with the points",
                  "look:unit_map"),
            Entry("outer", "", "Sample by sample: dW", "what each sample gives to dW, a matrix, and the sum",
                  "look:picture", ("outer",)),
            Entry("loss_curve", "", "Loss over one number", "the loss as a function of the number under the cursor",
                  "look:landscape", ("landscape",)),
            Entry("loss_surface", "", "Loss over two numbers", "the loss over two weights, with the path walked on it",
                  "look:landscape", ("surface",)),
            Entry("course", "C", "Course of a number", "a number over all iterations, beside the loss",
                  "course:course"),
            Entry("keep_course", "P", "Keep beside the loss", "keep this number's course on show, or let it go",
                  "course:keep"),
            Entry("gradient_norms", "", "Gradients of each layer", "each layer's gradients over all iterations",
                  "look:picture", ("norms",)),
            Entry("hidden_space", "", "What a hidden layer sees", "the samples in the space of a hidden layer",
                  "look:picture", ("hidden",)),
            Entry("histogram", "", "Histogram of a layer", "how the values of a layer are spread over all rows",
                  "look:picture", ("histogram",)),
            Entry("heat_map", "", "Heat map of a matrix", "a whole matrix in colours, weights of pixels as images",
                  "look:picture", ("heatmap",)),
            Entry("draw_digit", "", "Draw your own digit", "your own drawing: what it is taken for, which units say so",
                  "drawing:draw"),
            Entry("seeds", "", "How many seeds learn it?", "many seeds trained: how many learn, where the others end",
                  "seeds:seeds"),
        ),
        (
            Entry("closer", "+", "Closer", "closer at the loss over a number or two", "look:zoom", (1,)),
            Entry("wider", "_", "Wider", "wider", "look:zoom", (-1,)),
        ),
        (
            Entry("maximize", "m", "Maximize", "this panel alone", "look:maximize",
                  hints=(Hint(RUNNING, 11, "maximize"),)),
            Entry("big", "", "Big: for a lecture", "network, map and one sentence alone, and back", "look:big"),
            Entry("scale", "v", "Loss: linear or log scale", "log scale of the loss", "look:scale",
                  hints=(Hint(RUNNING, 10, _scale),)),
            Entry("digits", "", "Digits: 4, 8 or 17", "more digits of the number that is explained, and of the step's",
                  "look:digits"),
            Entry("copy", "y", "Copy number", "copy the number in full precision", "look:copy"),
        ),
    ),
    "experiments": (
        tuple(
            Entry(f"scenario_{digit}", str(digit), f"Scenario {digit}", "scenario by number" if digit == 1 else "",
                  "look:scenario", (digit,), listed=False)
            for digit in range(1, 10)
        ),
        (
            Entry("scenarios", "0", "Scenarios", "the list of all scenarios", "look:scenarios",
                  also="look:scenario_commands"),
        ),
        (
            Entry("settings", "s", "Settings", "settings of the network, the training, the data", "settings:settings",
                  hints=(Hint(WIDE, 30, "settings", least=140),)),
            Entry("earlier", "z", "Earlier run", "the run before other settings, and back", "settings:earlier",
                  also="settings:earlier_commands"),
            Entry("linear", "-", "Linear model", "a linear model, and back", "settings:linear"),
            Entry("collapse", "", "One matrix", "what a stack of linear layers comes down to", "settings:one_matrix"),
        ),
        (
            Entry("hold", "k", "Hold as a ghost", "hold this run as a ghost, or drop it",
                  "settings:hold"),
            Entry("compare", "K", "Compare", "compare the ghost and this run in figures", "settings:compare"),
        ),
        (
            Entry("brush", "t", "Draw points", "draw points on the map, class by class; your drawing from a sample",
                  "points:next_brush"),
            Entry("take_away", "delete", "Delete the sample", "take the chosen sample away; clear your drawing",
                  "points:take_away"),
            Entry("add_point", "", "Add a point", "add a point by its numbers and its class", "points:add_point"),
        ),
        (
            Entry("open_file", "", "Open a file", "a session, an experiment or data from a file", "files:open_file"),
            Entry("save", "ctrl+s", "Save", "save everything, for glassnet FILE to open", "files:save"),
            Entry("save_as", "", "Save as", "save everything into another file", "files:save_as"),
            Entry("export", "ctrl+e", "Export", "export to NumPy, PyTorch, ONNX, CSV, SVG", "files:export"),
            Entry("record", "", "Record", "the training so far as a moving picture, SVG or asciicast", "files:record"),
            Entry("judge", "", "Judge my numbers", "which number of a file of yours does not follow, and why",
                  "files:judge"),
            Entry("command_line", "", "Copy command line", "the command line that opens this experiment",
                  "settings:copy_command_line"),
        ),
    ),
    "Glassnet": (
        (
            Entry("help", "? F1", "Help", "all keys, and what this scenario is about", "look:help"),
            Entry("palette", "/ ctrl+p", "Palette", "all commands by name", "look:palette", listed=False),
            Entry("quit", "q", "Quit", "leave Glassnet", "look:leave"),
            Entry("theme", "", "Theme: light or dark", "change the colours", "look:theme", also="look:more_commands"),
        ),
    ),
    "lessons": (
        (
            Entry("lessons", "T", "Lessons", "the list of lessons, with what is done of them", "lessons:lessons"),
            Entry("leave_lesson", "X", "Leave the lesson", "leave the lesson, which keeps its place",
                  "lessons:leave", (), (Hint(NARROW, -8, "leave"), Hint(WIDE, -8, "leave")), _in_lesson),
        ),
        (
            Entry("hint", "H", "Hint", "a hint; after the last one the step is shown", "lessons:hint", (),
                  (Hint(NARROW, -10, "hint"), Hint(WIDE, -10, "hint"), Hint(EXPLAINING, -10, "hint")), _asks),
            Entry("where_was_i", "G", "Where was I", "back to the moment that the lesson speaks of",
                  "lessons:where_was_i", (),
                  (Hint(NARROW, -9, "where was I"), Hint(WIDE, -9, "where was I")), _in_lesson),
        ),
    ),
}  # fmt: skip

TABLE: dict[str, Entry] = {entry.id: entry for lines in GROUPS.values() for line in lines for entry in line}
