"""Published lessons come out to the digits that they print, and what a page has wrong is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glassnet.command_line import main
from glassnet.core.config import TrainingConfig
from glassnet.core.errors import ConfigError
from glassnet.core.machine import run
from glassnet.scenarios import load, names
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.experiments.files import dumps, find, loads
from glassnet.scenarios.printed import Printed, compared, here, word_for
from glassnet.scenarios.sessions.session import Session

PUBLISHED = sorted((Path(__file__).parent.parent / "published").glob("*.toml"))
ERRORS = {  # mean |y - a2| before the updates of iterations 1, 10,001, 20,001, … by the rate of half the sum
    0.01: (0.496410031903, 0.457431074442, 0.359097202563, 0.239358137159, 0.143070659013, 0.0985964298089),
    1: (0.496410031903, 0.00858452565325, 0.00578945986251, 0.00462917677677, 0.00395876528027, 0.00351012256786),
    100: (0.496410031903, 0.125476983855, 0.125330333528, 0.125267728765, 0.12523107366, 0.125206352756),
}
SQUARES = (
    *(6.350, 5.531, 5.221, 4.951, 4.519, 4.173, 3.835, 3.506, 3.192, 2.898),
    *(2.626, 2.377, 2.153, 1.953, 1.774, 1.614, 1.472, 1.346, 1.233, 1.132),
)


def named(name: str) -> Scenario:
    return find(str(next(path for path in PUBLISHED if path.stem == name)))


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_what_is_printed_comes_out(path: Path) -> None:
    scenario = find(str(path))
    found = list(compared(*scenario.begin(), scenario.printed))
    assert len(found) == len(scenario.printed)
    assert [one.printed.label for one in found if not one.agrees] == []


@pytest.mark.parametrize("rate", ERRORS)
def test_mean_errors_of_three_layers(rate: float) -> None:
    lesson = load("eleven-lines")
    training = replace(lesson.training, learning_rate=4 * rate)
    program, state = replace(lesson, training=training).begin()
    for at, error in enumerate(ERRORS[rate][:2]):
        state = run(program, state, 1 if at == 0 else 10_000)
        assert abs(np.abs(state.values["y"] - state.values["a2"]).mean() - error) < 1e-10


def test_sums_of_squares_by_epoch_in_the_given_order() -> None:
    program, state = named("brownlee-training").begin()
    for squares in SQUARES:
        total = 0.0
        for _ in range(program.config.iterations_per_epoch):
            state = run(program, state, 1)
            total += 2 * float(state.values["loss"])
        assert abs(total - squares) <= 0.0005


@pytest.mark.parametrize("name", [name for name in names() if load(name).printed])
def test_the_scenarios_of_pages_agree_with_them(name: str) -> None:
    scenario = load(name)
    wrong = [one for one in compared(*scenario.begin(), scenario.printed) if not one.agrees]
    expected = [("loss", 2, 0.291027773694)] if name == "two-two-two" else []  # the page updated W2 first
    assert [(one.printed.name, one.printed.iteration, round(one.value, 12)) for one in wrong] == expected


def test_a_moment_shows_what_is_printed_of_it() -> None:
    session = Session(load("two-two-two"))
    seen: dict[str, bool] = {}
    while session.state.iteration < 3:
        session.step()
        found = here(session.program, session.state, session.scenario.printed)
        seen |= {f"{one.printed.iteration} {one.printed.label}": one.agrees for one in found}
    assert len(seen) == len(session.scenario.printed)
    assert [at for at, agrees in seen.items() if not agrees] == ["2 loss"]


def test_other_settings_are_no_page() -> None:
    assert loads('scenario = "two-two-two"\ntraining.learning_rate = 0.4').printed == ()
    assert loads('scenario = "two-two-two"').printed == load("two-two-two").printed


def test_digits() -> None:
    one = Printed(1, "loss", (), 0.25, 2)
    assert one.agrees(0.2549)
    assert not one.agrees(0.2551)
    assert not one.agrees(float("nan"))
    assert Printed(1, "loss", (), -12, 0).text == "-12"


def test_words() -> None:
    words = load("two-two-two").names
    assert (word_for(words, "W2", (1, 0)), word_for(words, "a1", (0, 1)), word_for(words, "dW1")) == ("w6", "out h", "")


def test_written_out_and_read_back_they_are_the_same() -> None:
    text = """
seed = 0
[data]
inputs = [[1.0]]
targets = [[1.0]]
[network]
hidden = []
[names]
"W1[0,0]" = 'a "word" \\ ü'
loss = "E"
[[printed]]
name = "loss"
value = 0.25
digits = 2
"""
    made = loads(text)
    again = loads(dumps(made))
    assert (again.names, again.printed) == (made.names, made.printed)
    assert made.names["W1[0,0]"] == 'a "word" \\ ü'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[printed]]\nname = "W9"\nvalue = 1.0\ndigits = 2', 'printed[0]: unknown value "W9"'),
        ('[[printed]]\nname = "W1"\nvalue = 1.0\ndigits = 2', "W1 does not exist; W1 has the shape (2, 4)"),
        ('[[printed]]\nname = "W1"\nindex = [2, 0]\nvalue = 1.0\ndigits = 2', "W1[2,0] does not exist"),
        ('[[printed]]\nname = "loss"\nvalue = 1.0\ndigits = 40', "printed[0].digits"),
        ('[[printed]]\nname = "loss"\niteration = 0\nvalue = 1.0\ndigits = 4', "printed[0].iteration"),
        ('[[printed]]\nname = "loss"\ndigits = 4', "printed[0].value is missing"),
        ('[[printed]]\nname = "loss"\nvalue = nan\ndigits = 4', "printed[0].value"),
        ('[names]\n"W1[9,9]" = "w"', "W1[9,9] does not exist"),
        ('[names]\nW1 = "\\u001b"', "names.W1 must be a word that can be printed"),
        ('[names]\n"W1[" = "w"', "names: "),
        ("[names]\nW1 = 3", "names"),
    ],
)
def test_what_is_wrong_with_them_is_told(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        loads(f'scenario = "xor"\n{text}')
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["printed", "two-two-two"]) == 1
    out = capsys.readouterr().out
    assert "W2[0,0]   w5" in out
    assert "✗" in out
    assert "20 of 21 agree to the printed digits" in out
    assert "0.291027924 is what comes of updated-first at da1: W2 was already updated" in out
    assert "What else is printed is not all of that program: da1[0,0] of iteration 1" in out
    assert main(["printed", "by-hand", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["agree"] == 13
    assert main(["printed", "xor"]) == 2
    assert "no [[printed]] numbers" in capsys.readouterr().err


def test_a_training_of_frozen_biases_keeps_its_page(tmp_path: Path) -> None:
    assert load("two-two-two").training == TrainingConfig(loss="half_squares", learning_rate=0.5, frozen=("b1", "b2"))


def test_an_origin_is_told_in_as_many_digits_as_the_page_has(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "two-two-two", "W2[0,0]", "--digits", "9"]) == 0
    out = capsys.readouterr().out
    assert "W2[0,0] (w5) = 0.35891648 " in out
    assert "✓ the page prints 0.35891648" in out
    assert "numbers  0.4 - 0.5·0.0821670406 = 0.35891648" in out
    assert main(["explain", "two-two-two", "loss", "--iteration", "2"]) == 0
    assert "✗ the page prints 0.291027924" in capsys.readouterr().out
