"""Going through the wrong answers, images and the confusion matrix, driven by keys."""

from __future__ import annotations

import re

import numpy as np
from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Sample
from tests.screen import drive, told
from tests.screen import text as screen_text


def predictions(app: Glassnet) -> str:
    """The text of the panel of predictions alone."""
    panel = app.query_one("#predictions").region
    lines = screen_text(app).splitlines()[panel.y : panel.y + panel.height]
    return "\n".join(line[panel.x : panel.x + panel.width] for line in lines)


def test_w_goes_through_all_wrong_digits_and_says_what_they_were_taken_for() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(900)
        await pilot.press("i")
        known, data = app.session.predictions, app.session.scenario.data
        assert known.train_right is not None
        assert known.test_right is not None
        wrong = [Sample(row) for row in np.flatnonzero(~known.train_right).tolist()]
        wrong += [Sample(row, test=True) for row in np.flatnonzero(~known.test_right).tolist()]
        assert len(wrong) > 3
        seen = []
        for _ in wrong:
            await pilot.press("w")
            sample = app.snapshot().sample
            seen.append(sample)
            outputs, targets = (known.test, data.test_targets) if sample.test else (known.train, data.targets)
            text = predictions(app)
            assert f"{'test row' if sample.test else 'sample'} {sample.row}" in text
            assert f"answer {outputs[sample.row].argmax()}" in text
            assert f"actual {targets[sample.row].argmax()}" in text
            assert "wrong !" in text
            assert re.search(rf"▸ *{sample.row} .*!", text)
        assert sorted(seen, key=str) == sorted(wrong, key=str)
        await pilot.press("W")
        assert app.snapshot().sample == seen[-2]
        await pilot.press("n")  # test rows follow the training rows, and these again
        assert app.snapshot().sample == Sample(seen[-2].row + 1, test=seen[-2].test)

    drive(steps, "digits", (80, 24))


def test_the_image_has_the_ink_of_the_sample() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(900)
        await pilot.press("i")
        await pilot.press("w")
        sample = app.snapshot().sample
        data = app.session.scenario.data
        pixels = (data.test_inputs if sample.test else data.inputs)[sample.row].reshape(8, 8)
        panel = app.query_one("#predictions")
        lines = app.screen._compositor.render_strips()[panel.region.y : panel.region.bottom]
        shown = []
        for line in lines:
            segments = [segment for segment in line.crop(panel.region.x, panel.region.right) if "▀" in segment.text]
            cells = [sum(segment.style.color.triplet) for segment in segments for _ in segment.text]  # type: ignore[union-attr,arg-type]
            shown += [cells] if cells else []
        assert (len(shown), len(shown[0])) == (8, 16)  # two cells a pixel across, two half rows down
        brightness = np.array(shown)[:, ::2]
        assert np.corrcoef(brightness.ravel(), pixels.ravel())[0, 1] > 0.999

    drive(steps, "digits", (80, 24))


def test_the_origin_of_a_wrong_answer_to_a_test_row() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(900)
        await pilot.press("i")
        while not app.snapshot().sample.test:
            await pilot.press("w")
        sample = app.snapshot().sample
        while app.focused is None or app.focused.id != "predictions":
            await pilot.press("tab")
        await pilot.press("enter")
        explanation = app.snapshot().explanation
        assert explanation is not None
        np.testing.assert_allclose(explanation.value, app.session.predictions.test[sample.row].max(), rtol=1e-12)

    drive(steps, "digits", (120, 40))


def test_x_counts_training_rows_then_test_rows() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(300)
        await pilot.press("i")
        for rows, right in (
            ("training", app.session.predictions.train_right),
            ("test", app.session.predictions.test_right),
        ):
            await pilot.press("x")
            text = predictions(app)
            assert f"{rows} rows" in text
            counts = [
                [int(count) for count in re.findall(r"\b\d+\b", line.split(name, 1)[1])[:3]]
                for name in app.session.scenario.data.classes
                for line in text.splitlines()
                if re.match(rf"│ *{name} +\d", line)
            ]
            assert right is not None
            assert np.array(counts).shape == (3, 3)
            assert np.sum(counts) == len(right)
            assert np.trace(counts) == right.sum()
        await pilot.press("x")
        assert "answer" in predictions(app)
        await pilot.press("x", "w")  # to the table again, where the wrong one stands
        assert "rows" not in predictions(app).splitlines()[0]

    drive(steps, "iris")


def test_they_are_brought_on_the_screen() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "tab", "tab")
        assert "[Matrices]" in screen_text(app)
        await pilot.press("x")
        assert "[Network]" in screen_text(app)
        assert "confusion" in screen_text(app)

    drive(steps, "xor", (80, 24))


def test_two_sides_are_classes_too_and_undecided_is_neither() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "undecided" in predictions(app)
        await pilot.press("x")
        rows = [line.strip("│ ").split() for line in predictions(app).splitlines()]
        assert ["0", "1", "none"] in [row[:3] for row in rows]
        outputs, targets = app.session.predictions.train[:, 0], app.session.scenario.data.targets[:, 0]
        for truth in (0, 1):
            here = outputs[targets == truth]
            counts = [str(np.sum(side)) for side in (here < 0.5, here > 0.5, here == 0.5)]
            assert [str(truth), *counts] in [row[:4] for row in rows]
        assert (outputs == 0.5).any()  # xor at first: no unit is on at (0, 0)

    drive(steps, "xor")


def test_where_nothing_is_wrong_or_can_be() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("w")
        assert "numbers are not right or wrong" in told(app)
        await pilot.press("x")
        assert "counts classes" in told(app)

    async def solved(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(1000)
        await pilot.press("i", "w")
        assert "no answer is wrong" in told(app)

    drive(steps, "plane", (80, 24))
    drive(solved, "xor", (80, 24))
