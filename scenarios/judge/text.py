"""A judgement in words: at most 18 lines of 80 columns, the first with verdict, place and sentence."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from glassnet.core.numerals import brief
from glassnet.scenarios.judge.verdicts import CANNOT, EMPTY, MISTAKE, NOT, OTHER_LOSS, SEVERAL

if TYPE_CHECKING:
    from glassnet.scenarios.judge.judgement import Found, Judgement, Off

WIDTH, LINES = 80, 18
INDENT = "  "
MOST_NAMES = 3  # mistakes shown with their formulas


def in_words(judgement: Judgement, everything: bool = False) -> str:
    """The judgement as it is printed. everything: whatever there is to say, however long."""
    blocks = [list(block) for block in _blocks(judgement, everything)]
    lines = [line for block in blocks if block for line in ["", *block]][1:]
    if everything or len(lines) <= LINES:
        return "\n".join(lines)
    while len(lines) > LINES and "" in lines:  # the paragraphs close up first, from the last on
        del lines[len(lines) - 1 - lines[::-1].index("")]
    cut = lines if len(lines) <= LINES else [*lines[: LINES - 1], f"{INDENT}… more: --all"]
    return "\n".join(cut)


def headline(judgement: Judgement) -> str:
    """The verdict, the place and what is wrong there, in one line."""
    verdict, _, rest = " ".join(line.strip() for line in _head(judgement)).partition("  ")
    return f"{verdict.capitalize()} {rest}" if rest.startswith("at ") else f"{verdict.capitalize()}: {rest}"


def in_html(judgement: Judgement) -> str:
    """The same for a notebook."""
    lines = in_words(judgement).split("\n")
    head, rest = escape(lines[0]), escape("\n".join(lines[1:]))
    return f'<div><b>{head}</b><pre style="margin:0.3em 0">{rest}</pre></div>'


def _blocks(judgement: Judgement, everything: bool) -> Iterator[Iterator[str]]:
    yield _head(judgement)
    for found in judgement.mistakes if everything else judgement.mistakes[:MOST_NAMES]:
        yield _mistake(judgement, found)
    for ids, words in zip(judgement.rivals, judgement._rival_words, strict=True):
        yield _rivals(ids, words)
    for off in judgement.off if everything else judgement.off[:2]:
        yield _off(off, off is judgement.off[0] and not judgement.mistakes)
    yield _names(judgement)
    yield _wrapped(effect(judgement))
    yield _advice(judgement)
    yield _remarks(judgement, judgement.asides if everything else ())
    if everything:
        yield _entries(judgement)


def _wrapped(text: str, first: str = INDENT, then: str | None = None) -> Iterator[str]:
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first) if then is None else then,
        break_long_words=True, break_on_hyphens=False,
    )  # fmt: skip


def _head(judgement: Judgement) -> Iterator[str]:
    verdict = judgement.verdict.upper()
    if judgement.mistakes and judgement.verdict in (MISTAKE, NOT):
        first = judgement.mistakes[0]
        more = f" (and {len(judgement.mistakes) - 1} more)" if len(judgement.mistakes) > 1 else ""
        if judgement.verdict == NOT:
            names = " ".join(each.name for each in judgement.off)
            yield from _wrapped(f"{verdict}  {names}; and at {first.at}: {first.words}", "", "    ")
        else:
            yield from _wrapped(f"{verdict}  at {first.at}: {first.words}{more}", "", "    ")
    elif judgement.verdict == NOT:
        yield from _wrapped(f"{verdict}  at {judgement.off[0].name}: no mistake that is known gives this", "", "    ")
    elif judgement.verdict == SEVERAL:
        yield from _wrapped(f"{verdict}  {_places(judgement)}: {' or '.join(judgement.rivals[0])}", "", "    ")
    elif judgement.verdict == OTHER_LOSS:
        yield from _wrapped(
            f"{verdict}  all is right, for {judgement.settings['loss_constant']} in place of the mean: "
            "it trains like another learning rate",
            "",
            "    ",
        )
    elif judgement.verdict in (CANNOT, EMPTY):
        yield from _wrapped(f"{verdict}  {judgement.notes[0]}", "", "    ")
    else:
        yield from _wrapped(f"{verdict}  every number given follows", "", "    ")


def _places(judgement: Judgement) -> str:
    return "at " + " ".join(name for name in judgement.wrong if name not in {each.at for each in judgement.mistakes})


def _mistake(judgement: Judgement, found: Found) -> Iterator[str]:
    if found is not judgement.mistakes[0] or judgement.verdict not in (MISTAKE,):
        yield from _wrapped(f"at {found.at}: {found.words}")
    examples = found.example if found is judgement.mistakes[0] and found.example else ("", "")
    for who, text, example in zip(("yours", "right"), (found.yours, found.right), examples, strict=True):
        yield from _wrapped(f"{who}   {text}", INDENT, " " * 12)
        if example:
            yield from _wrapped(example, " " * 10, " " * 12)
    yield from _wrapped(f"NumPy   {found.numpy}", INDENT, " " * 12)
    if found.where:
        yield from _wrapped(f"where   {found.where}", INDENT, " " * 12)


def _rivals(ids: tuple[str, ...], words: tuple[str, ...]) -> Iterator[str]:
    for each, sentence in zip(ids, words, strict=True):
        yield from _wrapped(f"{each:<16}  {sentence}", INDENT, INDENT + " " * 18)
    yield from _wrapped(
        "They give the same numbers here. Another number of samples, or more of your arrays, tells them apart."
    )


def _off(off: Off, in_full: bool) -> Iterator[str]:
    if off.shape:
        yield from _wrapped(f"{off.name} {off.shape}")
    else:
        yield from _off_by(off)
    if in_full:
        yield from _wrapped(f"right   {off.formula}", INDENT, " " * 12)
        yield from _wrapped(f"NumPy   {off.numpy}", INDENT, " " * 12)


def _off_by(off: Off) -> Iterator[str]:
    count = "1 entry" if off.entries == 1 else f"{off.entries} entries"
    yield from _wrapped(
        f"{off.entry} is {brief(off.yours, 6)}; from your numbers follows {brief(off.right, 6)} "
        f"({count} of {off.of} off)"
    )
    if off.ratio is not None:
        yield from _wrapped(f"yours is {brief(off.ratio, 6)} times what follows, everywhere")


def _names(judgement: Judgement) -> Iterator[str]:
    good = [name for name in judgement.judged if name not in judgement.wrong and name not in judgement.follows]
    for sign, names in (
        ("✓ follows          ", good),
        ("✗ does not follow  ", judgement.wrong),
        ("≈ from a wrong one ", judgement.follows),
    ):
        if names:
            yield from _wrapped(f"{sign} {' '.join(names)}", INDENT, INDENT + " " * 20)


def effect(judgement: Judgement) -> str:
    """How both programs learn; nothing where the learning rate would be one that he never named."""
    effect = judgement.effect
    if not effect or judgement.settings["learning_rate"] is None:
        return ""
    yours, right = ("not finite" if effect[key] is None else brief(effect[key]) for key in ("yours", "right"))
    return (
        f"after {effect['iterations']} updates from your weights at lr {effect['learning_rate']:g} the loss is "
        f"{yours} with yours, {right} with the right one"
    )


def _entries(judgement: Judgement) -> Iterator[str]:
    """Every entry that is off, a line each."""
    if judgement.entries:
        width = max(len(each[0]) for each in judgement.entries)
        yield f"{INDENT}{'':<{width}}  {'yours':>14}  {'right':>14}"
        for name, yours, right in judgement.entries:
            yield f"{INDENT}{name:<{width}}  {brief(yours, 9):>14}  {brief(right, 9):>14}"


def _advice(judgement: Judgement) -> Iterator[str]:
    for each in judgement.advice:
        yield from _wrapped(each)


def _remarks(judgement: Judgement, asides: tuple[str, ...]) -> Iterator[str]:
    if judgement.verdict not in (CANNOT, EMPTY):
        yield from _wrapped(_taken(judgement), f"{INDENT}taken  ")
    if spelling := judgement.settings.get("spelling"):
        yield from _wrapped(f"spelling, no mistake: {spelling}")
    for note in (*judgement.notes[judgement.verdict in (CANNOT, EMPTY) :], *asides):
        yield from _wrapped(note)
    if judgement.not_looked_at:
        yield from _wrapped(f"not looked at: {' '.join(judgement.not_looked_at)}")
    if judgement.mistakes:
        yield from _wrapped("id     " + " ".join(f"{each.at}:{each.id}" for each in judgement.mistakes))


def _taken(judgement: Judgement) -> str:
    """What it was judged by."""
    settings = judgement.settings
    layout = {
        "rows": "rows are samples",
        "columns": "columns are samples in yours, rows in all that is written here: z1[2,0] is your z1[0,2]",
        "rows, W transposed": "W is units × inputs in yours, the other way here: W1[2,0] is your W1[0,2]",
    }
    hidden = settings["activation"]
    names = [hidden] if isinstance(hidden, str) else list(hidden or ())
    chain = " → ".join([*names, settings["output_activation"]])
    loss = settings["loss"].replace("_", " ")
    constant = f" ({settings['loss_constant']})" if settings["loss_constant"] else ""
    rate = "" if settings["learning_rate"] is None else f", lr {settings['learning_rate']:g}"
    return f"{layout[judgement.layout]}, {chain}, {loss}{constant}{rate}"
