"""A lesson as data, read from its file and checked as far as no network is needed for it.

Every error is one line: the file, the step by its id, the key, what is wrong and the nearest right name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, check_choice, path_named, quoted, unknown
from glassnet.scenarios.confined import exists
from glassnet.scenarios.experiments.files import read_tables
from glassnet.scenarios.experiments.tables import decode
from glassnet.scenarios.lessons.conditions import WITHIN
from glassnet.scenarios.lessons.tables import (
    AskTable,
    LessonTable,
    StepTable,
    TranslatedStep,
    TranslationTable,
    WaitTable,
    given,
)

ENDING = ".toml"
LOCKS = {
    "settings": "other settings",
    "scenario": "other scenarios",
    "edit": "changing numbers",
    "run": "running",
    "explain": "where numbers come from",
}
ASKS = {"number": (), "sign": (), "choice": ("answer", "holds"), "which": ("of",), "order": ()}  # what goes with each
WHICH = ("largest", "smallest", "zero")
MOST_CHOICES = 9  # as many as there are digits to answer with


@dataclass(frozen=True)
class LessonStep:
    """One step: what is said, and either what is waited for or what is asked.

    wait: conditions by name, see `conditions.py`. ask: the keys of `AskTable` that are given. do: what a learner does
    for it, keys by the names of the README's table and `@da1[2,0]`. start, at: what it opens; empty for nothing.
    chapter: of a step that begins one, its name. then: what is said once it is over; empty for what was said.
    """

    id: str
    say: str
    wait: Mapping[str, Any]
    ask: Mapping[str, Any]
    do: tuple[str, ...] = ()
    hint: tuple[str, ...] = ()
    miss: Mapping[str, str] | None = None
    start: str = ""
    at: str = ""
    chapter: str = ""
    then: str = ""


@dataclass(frozen=True)
class Lesson:
    """A whole lesson.

    key: what its progress is kept by: a name, or the path of a file. path: where it was read from. about: one line for
    the list. lock: of LOCKS, what is switched off. skip: whether the last hint may be "show me".
    """

    key: str
    path: str
    title: str
    about: str
    steps: tuple[LessonStep, ...]
    lock: tuple[str, ...] = ()
    skip: bool = True

    @property
    def folder(self) -> str:
        """Where files are that it names."""
        return os.path.dirname(self.path)

    @contextmanager
    def naming(self, step: LessonStep) -> Iterator[None]:
        """Errors inside begin with the file and the step."""
        with _naming(self.path, f"step {quoted(step.id)}"):
            yield


@contextmanager
def _naming(path: str, place: str = "") -> Iterator[None]:
    try:
        yield
    except GlassnetError as error:
        raise GlassnetError(": ".join(filter(None, (path_named(path), place, str(error))))) from error


def read_lesson(path: str, key: str = "", language: str = "") -> Lesson:
    """The lesson in a file, in a language where there is a translation. Raises GlassnetError."""
    tables = read_tables(path)
    with _naming(path):
        table = decode(tables, LessonTable)
        for lock in table.lock:
            check_choice("lock", lock, LOCKS)
        _check_texts(("title", table.title), ("about", table.about))
        if not table.step:
            raise GlassnetError("no [[step]] in it")
    steps: list[LessonStep] = []
    for number, each in enumerate(table.step, start=1):
        named = each.get("id")
        with _naming(path, f"step {quoted(named)}" if isinstance(named, str) and named else f"step {number}"):
            steps.append(_step(each))
            if any(other.id == steps[-1].id for other in steps[:-1]):
                raise GlassnetError("id: there are two steps of this id")
    if not steps[0].start:
        steps[0] = replace(steps[0], start=table.start, at=table.at or "")
    lesson = Lesson(
        key or os.path.abspath(path), path, table.title, table.about, tuple(steps), tuple(table.lock), table.skip
    )
    there = path.removesuffix(ENDING) + f".{language}{ENDING}"
    return translated(lesson, there) if language and exists(there) else lesson


def _step(tables: dict[str, Any]) -> LessonStep:
    for key, text in (tables["miss"] if isinstance(tables.get("miss"), dict) else {}).items():
        if isinstance(text, dict):  # TOML takes 0.25 = for a table in a table
            raise GlassnetError(f'miss: a number stands between quotation marks, as in "{key}.{next(iter(text), "")}"')
    table = decode(tables, StepTable)
    _check_texts(("id", table.id), ("say", table.say), *(("hint", text) for text in table.hint))
    _check_texts(*(("miss", text) for text in table.miss.values()), ("chapter", table.chapter or "-"))
    _check_texts(("then", table.then or "-"))
    if (table.wait is None) == (table.ask is None):
        raise GlassnetError(f"give either wait or ask, {'both are' if table.wait is not None else 'neither is'} there")
    if table.at is not None and table.start is None:
        raise GlassnetError('at is a moment of what start opens: give the step a start too, as in start = "xor"')
    wait = {} if table.wait is None else given(decode(table.wait, WaitTable, "wait"))
    ask = {} if table.ask is None else _ask(table.ask)
    if table.wait is not None and not wait.keys() - {WITHIN}:
        raise GlassnetError("wait has no condition")
    if table.miss and not ask:
        raise GlassnetError("miss goes with ask only")
    if table.do and ask:
        raise GlassnetError("do goes with wait only: what is asked is shown by itself")
    texts = tuple(table.do), tuple(table.hint)
    opening = table.start or "", table.at or ""
    return LessonStep(table.id, table.say, wait, ask, *texts, table.miss or None, *opening, table.chapter, table.then)


def _check_texts(*texts: tuple[str, str]) -> None:
    for key, text in texts:
        whole = " ".join(text.split())
        if not whole or not whole.isprintable():
            raise GlassnetError(f"{key} must be a text that can be printed, got {quoted(text)}")


def _ask(tables: dict[str, Any]) -> dict[str, Any]:
    asked = given(decode(tables, AskTable, "ask"))
    kinds = [kind for kind in ASKS if kind in asked]
    if len(kinds) != 1:
        raise GlassnetError(f"ask is to have one of {', '.join(ASKS)}, got {' and '.join(kinds) or 'none'}")
    (kind,) = kinds
    for key in asked:
        if key != kind and key not in ASKS[kind]:
            raise GlassnetError(f"ask.{key} does not go with {kind}")
    if kind == "choice":
        _check_choice(asked)
    if kind == "which":
        check_choice("ask.which", asked["which"], WHICH)
        if "of" not in asked:
            raise GlassnetError("ask.of is missing: of which value?")
    if kind == "order":
        _check_several("ask.order", asked["order"])
        if len(set(asked["order"])) < len(asked["order"]):
            raise GlassnetError("ask.order has one of them twice")
    return asked


def _check_several(key: str, values: Sequence[str] | Mapping[str, str]) -> None:
    if not 2 <= len(values) <= MOST_CHOICES:
        raise GlassnetError(f"{key} must have from 2 to {MOST_CHOICES} of them, got {len(values)}")


def _check_choice(asked: Mapping[str, Any]) -> None:
    choices, answer = asked["choice"], asked.get("answer")
    _check_several("ask.choice", choices)
    _check_texts(*(("ask.choice", text) for text in _values(choices)))
    if answer is None:
        raise GlassnetError("ask.answer is missing: which of them is right?")
    if isinstance(answer, int) and not 1 <= answer <= len(choices):
        raise GlassnetError(f"ask.answer must be from 1 to {len(choices)}, got {answer}")
    if isinstance(answer, str) and answer not in choices:
        raise GlassnetError(f"ask.answer: {unknown('choice', answer, choices)}")


def translated(lesson: Lesson, path: str) -> Lesson:
    """The lesson with the texts of a translation; those it lacks stay. Raises GlassnetError."""
    tables = read_tables(path)
    with _naming(path):
        table = decode(tables, TranslationTable)
    by_id = {step.id: step for step in lesson.steps}
    for number, each in enumerate(table.step, start=1):
        named = each.get("id")
        with _naming(path, f"step {quoted(named)}" if isinstance(named, str) else f"step {number}"):
            texts = given(decode(each, TranslatedStep))
            if texts["id"] not in by_id:
                raise GlassnetError(f"id: {unknown('step', texts['id'], by_id)}")
            own = by_id[texts.pop("id")]
            if extra := texts.get("miss", {}).keys() - (own.miss or {}).keys():
                raise GlassnetError(f"miss: {unknown('answer', min(extra), own.miss or {})}")
            if "choice" in texts:
                texts["ask"] = {**own.ask, "choice": _translated_choices(own, texts.pop("choice"))}
            _check_texts(*((key, text) for key, text in texts.items() if isinstance(text, str)))
            _check_texts(*((key, text) for key in ("hint", "miss") for text in _values(texts.get(key, []))))
            texts["miss"] = {**(own.miss or {}), **texts.get("miss", {})} or None
            if "hint" in texts:
                texts["hint"] = tuple(texts["hint"])
            by_id[own.id] = replace(own, **texts)
    return replace(
        lesson,
        path=path,
        title=table.title or lesson.title,
        about=table.about or lesson.about,
        steps=tuple(by_id[step.id] for step in lesson.steps),
    )


def _translated_choices(own: LessonStep, texts: Mapping[str, str]) -> dict[str, str]:
    """What there is to choose from, by what answer and miss name it: its id, or its text in the lesson itself."""
    choices = own.ask.get("choice", ())
    by_id = dict(choices) if isinstance(choices, Mapping) else {text: text for text in choices}
    if extra := texts.keys() - by_id.keys():
        raise GlassnetError(f"choice: {unknown('choice', min(extra), by_id)}")
    _check_texts(*(("choice", text) for text in texts.values()))
    return {**by_id, **texts}


def _values(texts: Sequence[str] | Mapping[str, str]) -> tuple[str, ...]:
    return tuple(texts.values() if isinstance(texts, Mapping) else texts)


def translations(lesson: Lesson) -> Iterator[Lesson]:
    """The lesson in all languages that stand beside it. Raises GlassnetError."""
    name = Path(lesson.path).stem
    for path in sorted(Path(lesson.path).parent.glob(f"{name}.*{ENDING}")):
        yield translated(lesson, str(path))


def names() -> tuple[str, ...]:
    """The lessons that ship: the tour first, the teachers' example last."""
    found = sorted(path.stem for path in Path(__file__).parent.glob(f"*{ENDING}") if "." not in path.stem)
    return tuple(sorted(found, key=lambda name: (name != "start", name == "example", name)))


def language() -> str:
    """The language that the terminal is set to, as two letters: `de` of LANG=de_AT.UTF-8; empty where to none."""
    chosen = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    letters = chosen[:2].lower()
    return letters if letters.isalpha() and chosen[2:3] in ("", "_", ".", "@") else ""


def load(word: str, language: str = "") -> Lesson:
    """The lesson of this name, or in this file; in a language where there is a translation. Raises GlassnetError."""
    if word in names():
        return read_lesson(str(Path(__file__).parent / f"{word}{ENDING}"), word, language)
    if word.endswith(ENDING) or os.sep in word:
        return read_lesson(word, "", language)
    raise GlassnetError(f"{unknown('lesson', word, names())}; a file is named NAME.toml or ./NAME")
