"""The program as a script: data and initial parameters in full, and a loop whose lines are the program's steps.

`numpy_script` prints every step; `torch_script` those of the forward pass and the loss, the rest is PyTorch's
autograd and one of its optimizers. The lines are read off the ops (`names.code_lines`); what stands here is how a
script is laid out, the order of mini-batches, and numbers as literals that lose no digit.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from glassnet.core.actions import Edit
from glassnet.core.deferred import dataclass
from glassnet.core.errors import one_line
from glassnet.core.machine import State
from glassnet.core.names import code_lines, meaning
from glassnet.core.notation import NUMPY, TORCH
from glassnet.core.ops import OPTIMIZERS, SETTINGS, Array
from glassnet.core.program import BATCH, HEADINGS, LOSS, Program, Step

WIDTH = 116  # of a line, where it can be broken
MOST_PRINTED = 1000  # losses, unless the script is changed

NUMPY_HEAD = """\
# {title}
# Written by Glassnet. Needs NumPy alone; prints each iteration and its loss, read before its update.

import numpy as np
"""
TORCH_HEAD = """\
# {title}
# Written by Glassnet. Needs PyTorch{also}; prints each iteration and its loss, read before its update.

{imports}
torch.set_default_dtype(torch.float64)
"""
DRAWN = """\
epoch, part = divmod(iteration - 1, batches)
if part == 0:
    order = np.random.RandomState([seed, epoch + 1]).permutation(len(X))
rows = order[part * batch_size : (part + 1) * batch_size]
"""
IN_ORDER = """\
part = (iteration - 1) % batches
rows = slice(part * batch_size, (part + 1) * batch_size)
"""


Edits = Sequence[tuple[int, Edit]]  # each with the iteration that it is the first to show in


@dataclass(frozen=True)
class Exercise:
    """What makes a script one that somebody is to finish, or to mend.

    task: for its head, in lines. blanks: values whose lines are left out, `dz2 = ...`.
    ending: its last lines, from the arguments of `train`.
    """

    task: Sequence[str]
    blanks: Collection[str]
    ending: Callable[[str], Sequence[str]]


def numpy_script(
    program: Program,
    state: State,
    iterations: int,
    title: str,
    edits: Edits = (),
    exercise: Exercise | None = None,
) -> str:
    """A script that needs NumPy alone and prints the losses of iterations 1, 2, … from this first moment.

    edits: numbers changed by hand on the way; data by the names that all samples go by.
    """
    head = NUMPY_HEAD.format(title=one_line(title))
    if exercise is not None:
        head = head.replace("\n\n", "".join(f"\n# {line}" for line in exercise.task) + "\n\n", 1)
    blanks = exercise.blanks if exercise is not None else ()
    if any("np.exp(-" in line for step in program.steps for line in code_lines(program, step, NUMPY)):
        head += (
            '\nnp.seterr(over="ignore")  # exp(-z) of a far negative z is infinite, and 1 over it is 0 as it should\n'
        )
    before = _globals(edit.name for _, edit in edits)
    before += [f"{name} = np.zeros_like({program.info[name].of})" for name in program.optimizer_state]
    parameters = f"[{', '.join(program.parameters)}]"
    loop = _by_hand(edits, [_assignment(edit) for _, edit in edits])
    for name in program.counted:
        loop += ["", f"{name} = iteration  # {meaning(program, name)}"]
    for heading in HEADINGS:
        steps = [step for step in program.steps if step.heading == heading]
        if steps:
            loop += ["", f"# {heading}", *_steps(program, steps, NUMPY, blanks)]
        if heading == LOSS:
            loop += _printing("float(loss)")
    data = (f"{name} = np.array({literal(value)})" for name, value in _given(program, state))
    ending = exercise.ending if exercise is not None else _training
    return _script(head, program, state, iterations, before, loop, parameters, data, ending)


def _training(arguments: str) -> list[str]:
    """The last line of a script that does all of it."""
    return [f"train({arguments})"]


def torch_script(program: Program, state: State, iterations: int, title: str, edits: Edits = ()) -> str:
    """A script for PyTorch, in float64, that prints the same losses from this first moment."""
    forward = [
        line
        for heading in HEADINGS[: HEADINGS.index(LOSS) + 1]
        if (steps := [step for step in program.steps if step.heading == heading])
        for line in ("", f"# {heading}", *_steps(program, steps, TORCH))
    ]
    drawn, functions = program.config.drawn, any(" F." in line for line in forward)
    imports = "import numpy as np\nimport torch\n" if drawn else "import torch\n"
    if functions:
        imports += "import torch.nn.functional as F\n"
    also = " and NumPy" if drawn else ""
    optimizer = OPTIMIZERS[program.config.training.optimizer]
    trained = program.config.trained
    before = _globals(edit.name for _, edit in edits if not optimizer.reads(edit.name))
    before += [
        *_filled(f"parameters = [{', '.join(trained)}]"),
        f"optimizer = torch.optim.{optimizer.torch}",
        *_state_in_torch(program),
    ]
    total = "(loss + penalty)" if program.index_of("penalty") is not None else "loss"
    gradients = ["", "# gradients", "optimizer.zero_grad()", f"{total}.backward()"]
    by_hand = _by_hand(edits, [_torch_assignment(program, edit) for _, edit in edits])
    loop = [*by_hand, *forward, *_printing("loss.item()"), *gradients, "", "# update", "optimizer.step()"]
    data = (
        f"{name} = torch.tensor({literal(value)}{', requires_grad=True' if name in trained else ''})"
        for name, value in _given(program, state)
    )
    head = TORCH_HEAD.format(title=one_line(title), imports=imports, also=also)
    result = "parameters" if trained == program.parameters else f"[{', '.join(program.parameters)}]"
    return _script(head, program, state, iterations, before, loop, result, data)


def _script(
    head: str,
    program: Program,
    state: State,
    iterations: int,
    before: list[str],
    loop: list[str],
    result: str,
    data: Iterable[str],
    ending: Callable[[str], Sequence[str]] = _training,
) -> str:
    """All of it: settings, a function with the loop, and at the end, as they may be long, data and parameters."""
    arguments = ", ".join(name for name, _ in _given(program, state))
    if program.config.batch_size is not None:
        before = ["batches = -(-len(X) // batch_size)  # of an epoch, rounded up", *before]
    body = (
        [*before, "", "for iteration in range(1, iterations + 1):"]
        if before
        else ["for iteration in range(1, iterations + 1):"]
    )
    body += _indented(loop[not loop[0] :])
    body += ["", *_filled(f"return {result}")]
    lines = [head, *_settings(program, state, iterations), "", ""]
    lines += [
        *_filled(f"def train({arguments}):"),
        *_indented(['"""Returns the parameters after all updates."""', *body]),
    ]
    lines += ["", "", *data, "", *(part for line in ending(arguments) for part in _filled(line))]
    return "\n".join(lines) + "\n"


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]


def _by_hand(edits: Edits, lines: list[str]) -> list[str]:
    made: list[str] = []
    for (iteration, _), line in zip(edits, lines, strict=True):
        head = f"if iteration == {iteration}:  # changed by hand"
        made += [f"    {line}"] if head in made else [head, f"    {line}"]
    return made


def _assignment(edit: Edit) -> str:
    place = f"[{', '.join(map(str, edit.index))}]" if edit.index else ""
    return f"{edit.name}{place} = {float(edit.value)!r}"


def _torch_assignment(program: Program, edit: Edit) -> str:
    if OPTIMIZERS[program.config.training.optimizer].reads(edit.name):  # in PyTorch it belongs to the optimizer
        return f'optimizer.param_groups[0]["{edit.name}"] = {float(edit.value)!r}'
    return _assignment(edit).replace(edit.name, f"{edit.name}.data", 1 if edit.name in program.parameters else 0)


def _state_in_torch(program: Program) -> list[str]:
    """A comment that says by which names PyTorch's optimizer keeps its state; none where there is none."""
    first = program.config.trained[0]
    kept = OPTIMIZERS[program.config.training.optimizer].state
    said = " and ".join(f"{each.torch}, which is {each.name.format(w=first)}" for each in kept)
    return [f"# optimizer.state[{first}] has {said}"] if said else []


def _globals(names: Iterable[str]) -> list[str]:
    """A function that changes settings of the whole script says so first."""
    changed = sorted({name for name in names if name in SETTINGS})
    return [f"global {', '.join(changed)}"] if changed else []


def _settings(program: Program, state: State, iterations: int) -> Iterator[str]:
    yield f"iterations = {iterations}"
    yield f"every = {_every(iterations)}  # iterations from one printed loss to the next"
    if program.config.batch_size is not None:
        yield f"batch_size = {program.config.batch_size}"
    if program.config.drawn:
        yield f"seed = {program.config.network.seed}  # of the order of mini-batches"
    for name, value in state.values.items():
        if name in program.scalars and name not in program.counted:
            yield f"{name} = {float(value)!r}  # {meaning(program, name)}"


def _every(iterations: int) -> int:
    return int(10 ** max(0, len(str(max(iterations - 1, 1))) - len(str(MOST_PRINTED - 1))))


def _printing(loss: str) -> list[str]:
    return ["if iteration == 1 or iteration % every == 0:", f"    print(iteration, {loss})"]


def _steps(program: Program, steps: Iterable[Step], language: str, blanks: Collection[str] = ()) -> Iterator[str]:
    for step in steps:
        if step.heading == BATCH and step.output == "x":
            yield from (DRAWN if program.config.drawn else IN_ORDER).splitlines()
        yield from [f"{step.output} = ..."] if step.output in blanks else code_lines(program, step, language)


def _given(program: Program, state: State) -> list[tuple[str, Array]]:
    """What a script cannot compute: all samples and the initial parameters."""
    samples = ("x", "y") if program.config.batch_size is None else ("X", "Y")
    return [(name, state.values[name]) for name in (*samples, *program.parameters)]


def literal(value: Array) -> str:
    """An array as nested lists, a row on a line, every number in full."""
    if value.ndim == 1:
        return "\n".join(_filled(f"[{', '.join(map(repr, value.tolist()))}]"))
    rows = [f"    [{', '.join(map(repr, row))}]," for row in value.tolist()]
    return "\n".join(["[", *(line for row in rows for line in _filled(row)), "]"])


def _filled(line: str) -> list[str]:
    """The line, broken after commas where it is too long; a comment stays one."""
    if len(line) <= WIDTH:
        return [line]
    indent = "#     " if line.startswith("#") else " " * (len(line) - len(line.lstrip()) + 4)
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
