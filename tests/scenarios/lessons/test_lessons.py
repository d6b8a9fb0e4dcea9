"""Lessons without a screen: conditions in runs, what stands in braces, answers, translations, progress."""

from __future__ import annotations

from pathlib import Path

import pytest

from glassnet import scenarios
from glassnet.core.actions import Edit
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.experiments.typed import typed
from glassnet.scenarios.lessons import Playing, Progress, Seen, language, load
from glassnet.scenarios.lessons.conditions import hold
from glassnet.scenarios.lessons.expressions import holds, read
from glassnet.scenarios.lessons.filling import filled, wrapped
from glassnet.scenarios.lessons.seen import Number, View
from glassnet.scenarios.sessions.halts import Halt
from glassnet.scenarios.sessions.session import Session

STEP = 'title = "t"\nabout = "a"\nstart = "xor --seed 0"\n[[step]]\nid = "one"\nsay = "s"\n'


def at(name: str, iteration: int, done: int | None = None) -> Session:
    session = Session(typed(name))
    session.run(iterations=iteration)
    session.goto(iteration, done)
    return session


def playing(tmp_path: Path, step: str, progress: Progress | None = None) -> Playing:
    (tmp_path / "mine.toml").write_text(STEP + step, encoding="utf-8")
    return Playing(load(str(tmp_path / "mine.toml")), progress or Progress(), lambda id_: f"<{id_}>")


# --- what is waited for ---


@pytest.mark.parametrize("wait", [{"right": 4}, {"loss_below": 0.05}, {"right": 3, "iteration": 50}])
@pytest.mark.parametrize("slices", [1, 7, 10_000])
def test_a_wait_pauses_a_run_at_the_first_iteration_at_which_it_holds(
    wait: dict[str, float], slices: int, tmp_path: Path
) -> None:
    one_by_one = Session(scenarios.load("xor"))
    began = Seen.of(one_by_one)
    while not hold(wait, Seen.of(one_by_one), began):
        one_by_one.to_end_of("update")

    session = Session(scenarios.load("xor"))
    table = ", ".join(f"{name} = {value}" for name, value in wait.items())
    game = playing(tmp_path, f"wait = {{ {table} }}")
    game.begin(Seen.of(session))
    session.waits = game.wait(lambda: Seen.of(session))
    session.begin_run()
    while not session.halted:
        session.run(iterations=slices)
    assert session.state.iteration == one_by_one.state.iteration
    assert game.look(Seen.of(session))


def test_reached_means_this_iteration_or_later_and_the_end_of_one_is_the_start_of_the_next() -> None:
    session = at("xor", 5)
    began = Seen.of(session)
    assert not hold({"reached": "z1"}, began, began)
    session.step()
    assert hold({"reached": "z1"}, Seen.of(session), began)
    session.back()
    assert not hold({"reached": "z1"}, Seen.of(session), began)
    session.to_end_of("update")
    session.step()
    assert hold({"reached": "b2"}, Seen.of(session), began)


def test_what_was_there_before_the_step_does_not_count() -> None:
    session = at("xor", 5)
    session.edit(Edit("W1", (0, 0), 0.5))
    session.checked, session.halted, session.halted_by = ("dW1",), "halted", Halt("loss", 1)
    began = Seen.of(session)
    for wait in ({"edited": "W1"}, {"checked": "dW1"}, {"halted": True}):
        assert not hold(wait, began, began)
    session.edit(Edit("W1", (0, 0), 0.6))
    session.checked += ("dW1",)
    session.halted = "halted again"
    now = Seen.of(session)
    assert hold({"edited": "W1", "checked": "dW1", "halted": True}, now, began)
    assert hold({"edited": "W1[0,0]"}, now, began)
    assert not hold({"edited": "W1[0,1]"}, now, began)


def test_all_conditions_of_a_wait_have_to_hold() -> None:
    seen = Seen.of(at("xor --seed 0 --activation tanh", 3), View(Number("W1", (0, 1)), "loss", 2))
    true = {"sample": 2, "panel": "loss", "explained": "W1", "scenario": "xor", "setting": {"activation": "tanh"}}
    false = {"sample": 1, "panel": "steps", "explained": "W1[0,0]", "setting": {"seed": 1}, "reached": "a9"}
    assert hold(true, seen, seen)
    for name, value in false.items():
        assert not hold(true | {name: value}, seen, seen)


# --- what stands in braces ---


def test_numbers_are_those_on_show_as_the_screen_writes_them() -> None:
    seen = Seen.of(at("xor --seed 0", 120, 8))
    expected = {
        "dz2[2,0]": "-0.0075",
        "loss": "0.1272",
        "right": "3",
        "n": "4",
        "iteration": "120",
        "x[0,0]": "0",
        "a1[2,0]": "0.6207",
        "sum y[:,0]": "2.0000",
        "percent a2[2,0]": "86.9 %",
        "formula dW1": "dW1 = xᵀ @ dz1",
        "shape dW1": "2×4",
        "lr": "0.5",
    }
    assert {text: read(text, seen).text for text in expected} == expected
    assert read("sum dz2[:,0]", seen).value == pytest.approx(seen.state["dz2"].sum())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("da1[0,0]", "da1 is not computed yet"),
        ("W2", "W2 is more than one number; name one"),
        ("W2[4,0]", "W2[4,0] does not exist; W2 has the shape (4, 1)"),
        ("sum W2[:,1]", "W2[:,1] does not exist"),
        ("lose", 'unknown number "lose": did you mean "loss"?'),
        ("smu dz2", 'unknown word "smu": did you mean "sum"?'),
        ("test_right", "xor has no test rows"),
        ("formula db9", 'unknown step "db9"'),
        ("", '"" is not a number like loss'),
    ],
)
def test_what_comes_to_no_number_is_said(text: str, said: str) -> None:
    with pytest.raises(GlassnetError) as raised:
        read(text, Seen.of(at("xor --seed 0", 120, 8)))
    assert said in str(raised.value)


def test_numbers_a_text_speaks_of_are_marked() -> None:
    seen = Seen.of(at("xor --seed 0", 120, 8))
    found = filled("dz2 is {dz2[2,0]},\n  {right} of {n}: {key step}", seen, lambda id_: f"<{id_}>", marked=True)
    assert found.text == "dz2 is ‹-0.0075›, 3 of 4: <step>"
    assert found.numbers == (Number("dz2", (2, 0)),)
    assert wrapped("one two three", 7) == ["one two", "three"]


def test_comparisons() -> None:
    seen = Seen.of(at("xor --seed 0", 120, 8))
    assert holds("W2[0,0] < 0 and right == 3", seen)
    assert not holds("W2[0,0] < 0 and W2[0,0] > W2[1,0]", seen)
    with pytest.raises(GlassnetError, match="compares nothing"):
        holds("W2[0,0]", seen)


# --- answers ---

Answers = list[str | Number]
ASKED: dict[
    str, tuple[Answers, Answers, Answers]
] = {  # what is asked at 120:db2, right answers, wrong ones, and what is none
    '{ number = "da1[2,0]" }': (["0.0075", "0.00752", "0,0075"], ["-0.0075", "0.75"], ["", "x"]),
    '{ number = "right" }': (["3"], ["4"], ["three"]),
    '{ sign = "da1[2,0]" }': (["1"], ["2", "3"], ["0", "4", "+"]),
    '{ sign = "x[0,0]" }': (["3"], ["1"], []),
    '{ choice = ["a", "b"], answer = "b" }': (["2"], ["1"], ["b", "3"]),
    '{ which = "largest", of = "W2" }': ([Number("W2", (3, 0)), "W2[3,0]"], ["W2[0,0]"], ["W1[0,0]", "W2"]),
    '{ which = "zero", of = "a1[0,:]" }': (["a1[0,0]", "a1[0,1]"], ["a1[0,2]"], ["a1[1,0]"]),
    '{ order = ["dW1", "da1", "dz1"] }': (["231", "2 3 1"], ["1 2 3"], ["2 3", "2 2 1", ""]),
    '{ order = ["W2[3,0]", "W2[0,0]"] }': (["21"], ["12"], []),
}


@pytest.mark.parametrize("ask", ASKED)
def test_answers_are_graded(ask: str, tmp_path: Path) -> None:
    right, wrong, none = ASKED[ask]
    for answer in (*right, *wrong, *none):
        game = playing(tmp_path, f"ask = {ask}")
        game.begin(Seen.of(at("xor --seed 0", 120, 9)))
        if answer in none:
            with pytest.raises(GlassnetError):
                game.answer(answer)
            assert game.tries == 0
        else:
            assert game.answer(answer).right == (answer in right)


@pytest.mark.parametrize(
    ("name", "place", "asked", "right", "wrong"),
    [
        ("xor-linear", (400, 5), "db1[0]", ("-0.0002", "-0.0001"), ("0", "0.0002", "-0.0003", "0.0623")),
        ("xor --seed 0", (120, 11), "dW1[0,2]", ("0.0061", "0.0062"), ("0.0071", "-0.0031", "0.0093")),
    ],
)
def test_what_follows_from_the_printed_numbers_is_right(
    name: str, place: tuple[int, int], asked: str, right: Answers, wrong: Answers, tmp_path: Path
) -> None:
    seen = Seen.of(at(name, *place))
    for answer in (*right, *wrong):
        game = playing(tmp_path, f'ask = {{ number = "{asked}" }}')
        game.begin(seen)
        assert game.answer(answer).right == (answer in right), answer


def test_the_end_of_a_step_tells_what_was_and_what_is(tmp_path: Path) -> None:
    game = playing(tmp_path, 'wait = { reached = "b2" }\nthen = "{was W2[0,0]}, {W2[0,0]}, {rows x}x{columns W1}"')
    session = at("xor --seed 0", 120, 13)
    began = Seen.of(session)
    game.begin(began)
    session.to_end_of("update")
    outcome = game.outcome(Seen.of(session))
    assert outcome.text == "-1.0018, ‹-1.0137›, 4x4"
    assert outcome.numbers == (Number("W2", (0, 0)),)
    with pytest.raises(GlassnetError, match="goes with then only"):
        read("was W2[0,0]", began)


def test_two_tries_then_it_is_told(tmp_path: Path) -> None:
    game = playing(tmp_path, 'ask = { number = "da1[2,0]" }\nmiss = { "dz2[2,0]" = "That is {dz2[2,0]}, dz2 itself." }')
    session = at("xor --seed 0", 120, 9)
    game.begin(Seen.of(session))
    assert game.question is not None
    assert game.question.moment == (120, 10)
    first, second = game.answer("-0.0075"), game.answer("3")
    assert (first.right, first.over, first.words) == (False, False, "That is -0.0075, dz2 itself.")
    assert (second.right, second.over, second.words) == (False, True, "Right is: 0.0075")
    session.step()
    assert session.state["da1"][2, 0] == pytest.approx(0.0075, abs=5e-5)


def test_an_order_is_missed_by_what_is_put_first(tmp_path: Path) -> None:
    game = playing(tmp_path, 'ask = { order = ["W2", "da1", "dW1"] }\nmiss = { W2 = "too early" }')
    game.begin(Seen.of(at("xor --seed 0", 120, 9)))
    assert game.answer("123").words == "too early"
    game = playing(tmp_path, 'ask = { order = ["W2", "da1", "dW1"] }\nmiss = { da1 = "no" }')
    with pytest.raises(GlassnetError, match="is right to begin with"):
        game.begin(Seen.of(at("xor --seed 0", 120, 9)))


def test_a_choice_is_named_by_its_text_before_its_place(tmp_path: Path) -> None:
    game = playing(tmp_path, 'ask = { choice = ["0", "1", "2"], answer = 1 }\nmiss = { "1" = "one", "3" = "two" }')
    game.begin(Seen.of(Session(scenarios.load("xor"))))
    assert (game.answer("2").words, game.answer("3").words) == ("one", "two Right is: 0")


def test_what_is_asked_is_hidden_until_then(tmp_path: Path) -> None:
    game = playing(tmp_path, 'ask = { sign = "dz2[2,0]" }')
    game.begin(Seen.of(at("xor --seed 0", 120, 9)))
    assert game.hidden.sign
    assert game.hidden.hides(Number("dz2", (2, 0)))
    assert not game.hidden.hides(Number("dz2", (1, 0)))
    game.over()
    assert not game.hidden.hides(Number("dz2", (2, 0)))


# --- hints, progress, translations ---


def test_hints_come_one_by_one(tmp_path: Path) -> None:
    game = playing(tmp_path, 'wait = { reached = "z1" }\nhint = ["It is {n}.", "{key step}"]')
    game.begin(Seen.of(Session(scenarios.load("xor"))))
    assert [game.hint(), game.hint(), game.hint()] == ["It is 4.", "<step>", ""]


def test_progress_is_kept_by_step_and_outlives_a_lesson_that_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    more = '[[step]]\nid = "two"\nsay = "s"\nwait = { iteration = 1 }'
    game = playing(tmp_path, f"wait = {{ iteration = 1 }}\n{more}")
    game.over(shown=True)
    game.progress.keep()
    kept = Progress.kept()
    assert kept.of(game.lesson.key) == {"one": "shown"}
    game = playing(tmp_path, f"wait = {{ iteration = 1 }}\n{more}", kept)
    assert game.step is not None
    assert game.step.id == "two"
    assert kept.forget(game.lesson.key) == 1
    (tmp_path / "glassnet" / "lessons.json").write_text('{"start": [1]}')
    damaged = Progress.kept()
    assert "forgotten" in damaged.remark
    assert not damaged.of("start")


def test_a_translation_has_texts_alone(tmp_path: Path) -> None:
    playing(tmp_path, 'wait = { iteration = 1 }\nhint = ["h"]')
    path, other = tmp_path / "mine.toml", tmp_path / "mine.de.toml"
    other.write_text('title = "T"\n[[step]]\nid = "one"\nsay = "S"\n', encoding="utf-8")
    german = load(str(path), "de")
    assert (german.title, german.about) == ("T", "a")
    assert (german.steps[0].say, german.steps[0].hint) == ("S", ("h",))
    assert load(str(path), "fr").title == "t"
    for wrong, said in (
        ('[[step]]\nid = "oen"', 'unknown step "oen": did you mean "one"?'),
        ('[[step]]\nid = "one"\ndo = []', 'step "one": unknown key "do"'),
        ("start = 1", 'unknown key "start"'),
        ('[[step]]\nid = "one"\nmiss = { a = "b" }', 'unknown answer "a"'),
    ):
        other.write_text(wrong, encoding="utf-8")
        with pytest.raises(GlassnetError) as raised:
            load(str(path), "de")
        assert str(raised.value).startswith(f"{other}: ")
        assert said in str(raised.value)


def test_choices_are_translated_and_answered_as_before(tmp_path: Path) -> None:
    path, other = tmp_path / "mine.toml", tmp_path / "mine.de.toml"
    path.write_text(
        f'{STEP}ask = {{ choice = ["up", "down"], answer = "down" }}\nmiss = {{ up = "no" }}\n', encoding="utf-8"
    )
    other.write_text('[[step]]\nid = "one"\nchoice = { up = "hinauf" }\nmiss = { up = "nein" }\n', encoding="utf-8")
    game = Playing(load(str(path), "de"), Progress(), lambda id_: id_)
    game.begin(Seen.of(Session(scenarios.load("xor"))))
    assert game.question is not None
    assert game.question.choices == ("hinauf", "down")
    assert (game.answer("1").words, game.answer("2").right) == ("nein", True)
    other.write_text('[[step]]\nid = "one"\nchoice = { pu = "hinauf" }', encoding="utf-8")
    with pytest.raises(GlassnetError, match='unknown choice "pu": did you mean "up"'):
        load(str(path), "de")


@pytest.mark.parametrize("line", ["", "--seed 3", "xor --seed", "xor seed 3", "xor --sede 3", "xor 'a"])
def test_an_experiment_that_is_mistyped_is_said(line: str) -> None:
    with pytest.raises(GlassnetError):
        typed(line)


def test_a_typed_experiment_is_that_of_the_command_line() -> None:
    made = typed("xor --seed 3 --hidden 4,4 --activation=tanh")
    assert (made.network.seed, made.network.shape) == (3, "2–4–4–1")
    assert typed("xor") is scenarios.load("xor")


@pytest.mark.parametrize(
    ("variables", "letters"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"), ({"LANG": "en_GB", "LC_ALL": "fr"}, "fr"), ({"LC_MESSAGES": "pt_BR@x"}, "pt"),
        ({"LANG": "C.UTF-8"}, ""), ({"LANG": "POSIX"}, ""), ({}, ""),
    ],
)  # fmt: skip
def test_the_language_is_that_of_the_terminal(
    variables: dict[str, str], letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() == letters
