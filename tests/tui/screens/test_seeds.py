"""How many seeds learn it, in the app: they fill, one is opened, esc stops, and no process is left."""

from __future__ import annotations

import subprocess

import pytest
from textual.pilot import Pilot

from glassnet.scenarios import load
from glassnet.scenarios.sweeps import asked
from glassnet.scenarios.sweeps.asked import Asked, read_asked, read_seeds
from glassnet.scenarios.sweeps.outcome import Outcome, gathered
from glassnet.scenarios.sweeps.processes import Processes
from glassnet.tui.app import Glassnet
from glassnet.tui.messages import SeedPlace
from glassnet.tui.pictures import PICTURES
from glassnet.tui.screens.seeds import SeedsScreen, SeedsView, Swept
from tests.screen import drive, text, told, wait_until


def test_a_chosen_seed_is_opened_and_the_run_before_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "USUAL", Asked(range(6), 2000, 0.01))

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        before = app.session
        await pilot.press("i", "j", *["down"] * len(PICTURES), "enter")
        assert "How many seeds learn it? xor, 2,000 iterations" in text(app)
        await wait_until(pilot, lambda: "6 of 6 done" in text(app) and "esc closes" in text(app))  # which keeps it
        assert "4 – 0.125" in " ".join(text(app).split())  # as seed 3
        await pilot.press("right", "right", "right")
        assert "after 2,000 iterations, about as 1 other seed: two answers at 0.5" in text(app)
        loss = app.workspace.swept["xor"].done.final[3]
        await pilot.press("enter")
        assert app.session.begun.network.seed == 3
        app.session.run(iterations=2001)
        assert app.session.state["loss"] == pytest.approx(loss, rel=1e-9)
        app.do("seeds")  # what is there is there again
        await pilot.pause()
        assert "6 of 6 done" in text(app)
        await pilot.press("escape", "z")
        assert app.session is before

    drive(steps, seed=9)


def test_escape_stops_it_and_none_is_left_when_the_app_ends() -> None:
    endless = Swept.nothing_yet(load("xor"), Asked(range(9), 10**9, 0.01))
    left: list[subprocess.Popen[bytes]] = []
    kept: list[Swept] = []

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.ask(SeedsScreen(endless, kept.append))
        await pilot.pause()
        assert isinstance(app.screen, SeedsScreen)
        under_way = app.screen._under_way
        assert under_way is not None
        assert isinstance(under_way._others, Processes)
        left.extend(under_way._others._all)
        await wait_until(pilot, lambda: under_way.share > 0)
        await pilot.press("right")
        assert "seed 1: not trained yet" in text(app)  # keys are answered meanwhile
        await pilot.press("escape")
        await wait_until(pilot, lambda: "esc closes" in text(app))
        assert kept[-1].done.seeds
        assert all(process.poll() is not None for process in left)
        await pilot.press("equals_sign", *["backspace"] * 30, *"0:3 9999999", "enter")
        assert app.screen._under_way is not None
        assert isinstance(app.screen._under_way._others, Processes)
        left.extend(app.screen._under_way._others._all)

    drive(steps)
    assert len(left) > 1
    assert all(process.poll() is not None for process in left)


def test_what_was_stopped_goes_on_with_the_seeds_that_are_left() -> None:
    seeds = range(6)
    half = gathered(seeds, 100, 0.01, [Outcome(place, 7.0, 0, 100) for place in (0, 3)])

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        kept: list[Swept] = []
        app.ask(SeedsScreen(Swept(load("xor"), Asked(seeds, 100, 0.01), half), kept.append))
        await pilot.pause()
        assert "2 of 6 done" in text(app)
        assert "r trains the 4 left" in text(app)
        await pilot.press("r")
        await wait_until(pilot, lambda: "6 of 6 done" in text(app) and "esc closes" in text(app))
        assert "left" not in text(app)
        assert kept[-1].done.seeds == tuple(seeds)
        assert [place for place in seeds if kept[-1].done.final[place] == 7.0] == [0, 3]  # as they were
        await pilot.press("r")  # there is none any more
        assert isinstance(app.screen, SeedsScreen)
        assert app.screen._under_way is None

    drive(steps)


def test_given_weights_have_no_seeds() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.do("seeds")
        await pilot.pause()
        assert "a seed changes nothing" in told(app)

    drive(steps, "neuron")


def test_what_is_asked_is_read_as_it_is_written() -> None:
    for written in ("0:100 10000 0.01", "7,9 3 0.5"):
        assert str(read_asked(written)) == written
    assert read_asked("0:5") == Asked(range(5), 10_000, 0.01)
    assert list(read_seeds("1,5")) == [1, 5]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "seeds, and if need be"),
        ("a", "seeds takes FROM:TO"),
        ("5:5", "from 1 to 100,000 seeds, got 0"),
        ("0:5 0", "iterations are a whole number"),
        ("0:5 ٣", "iterations are a whole number"),
        ("0:5 9 x", "the loss must be a finite number above 0"),
        ("0:5 9 nan", "the loss must be a finite number above 0"),
        ("0:5 9 1 1", "with spaces between"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(text: str, wrong: str) -> None:
    with pytest.raises(Exception, match=wrong):
        read_asked(text)


@pytest.mark.parametrize("size", [(60, 20), (200, 60)])
def test_without_colours_too(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    seeds = range(40)
    chosen: list[int | None] = []
    opened: list[int | None] = []
    done = gathered(seeds, 50, 0.01, [Outcome(at, 0.25, 0, 50) for at in seeds])

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.ask(SeedsScreen(Swept(load("xor"), Asked(seeds, 50, 0.01), done), lambda swept: None), opened.append)
        await pilot.pause()
        await pilot.press("end", "down", "up", "home", "left", "end")
        assert "seed 39: 0.25 after 50 iterations" in text(app)
        assert "39 – 0.25" in text(app)
        assert "esc closes" in text(app)
        await pilot.press("home")
        hit = next(hit for hit in app.screen.query_one(SeedsView).hits if hit.target == SeedPlace(1))
        for _ in range(2):  # the second one opens it
            await pilot.click(offset=(hit.x + 1, hit.y))
            chosen.append(app.screen._swept.chosen if isinstance(app.screen, SeedsScreen) else None)

    drive(steps, size=size)
    assert chosen == [1, None]
    assert opened == [1]
