"""Settings being changed: which are on offer, what goes together, and what comes of a change."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glassnet.commands.experiments import opened, parsed
from glassnet.core.errors import GlassnetError
from glassnet.core.ops import LOSSES
from glassnet.playing import play_parser
from glassnet.scenarios import load, names
from glassnet.scenarios.data.points import with_point
from glassnet.scenarios.experiments.command_line import command_line
from glassnet.scenarios.experiments.files import find, loads
from glassnet.scenarios.experiments.flags import flags
from glassnet.scenarios.sessions.session import Session
from glassnet.scenarios.settings.draft import Draft
from glassnet.scenarios.settings.outcome import go_on, outcome
from glassnet.scenarios.settings.rows import Row, linear, rows, stepped, with_layer


def row(draft: Draft, wanted: str) -> Row:
    return next(row for row in rows(draft) if row.id == wanted)


@pytest.mark.parametrize("name", names())
def test_nothing_changed_is_the_same_experiment(name: str) -> None:
    scenario = load(name)
    draft = Draft.of(scenario)
    assert (draft.made.network, draft.made.training) == (scenario.network, scenario.training)
    assert (draft.made.title, draft.made.parameters) == (scenario.title, scenario.parameters)
    assert draft.changes == ()


def test_every_key_has_a_row_with_help() -> None:
    shown = {row.flag.path for row in rows(Draft.of(load("spiral")))}
    wanted = {flag.path for flag in flags() if flag.table in ("", "network", "training", "generator")}
    assert shown == wanted
    assert all(row.help for row in rows(Draft.of(load("spiral"))))
    assert not {row.group for row in rows(Draft.of(load("xor")))} & {"data"}


def test_the_loss_limits_the_output() -> None:
    draft = Draft.of(load("xor"))
    assert row(draft, "training.loss").options == ("mse", "half_squares", "binary_cross_entropy")
    tanh = draft.put("network.output_activation", "tanh")
    cross = tanh.put("training.loss", "binary_cross_entropy")
    assert cross.tables["network"]["output_activation"] == "sigmoid"
    assert row(cross, "network.output_activation").options == ("sigmoid",)
    with pytest.raises(GlassnetError, match="does not go with"):
        cross.put("network.output_activation", "tanh")
    assert "softmax" not in row(draft, "network.activation[0]").options
    classes = Draft.of(load("sensor"))
    assert row(classes, "training.loss").options == ("mse", "half_squares", "binary_cross_entropy", "cross_entropy")


def test_an_output_that_cannot_reach_the_targets_is_no_choice() -> None:
    plane = Draft.of(load("plane"))  # targets from -1 to 1
    assert row(plane, "network.output_activation").options == ("identity", "tanh", "leaky_relu")
    assert row(plane, "training.loss").options == ("mse", "half_squares")


def test_what_nothing_reads_says_so() -> None:
    draft = Draft.of(load("xor"))
    idle = {row.path: row.idle for row in rows(draft) if row.idle}
    assert idle == {
        "training.momentum": "read by momentum only",
        "training.regularization_rate": "read by l2 and l1 only",
        "training.shuffle": "read by mini-batches only",
    }
    other = draft.put("training.optimizer", "momentum").put("training.regularization", "l1").put("network.init", "he")
    assert {row.path for row in rows(other) if row.idle} == {"network.init_scale", "training.shuffle"}
    assert row(Draft.of(load("neuron")), "seed").idle == "the weights are given"


def test_arrows_go_through_numbers_and_names() -> None:
    draft = Draft.of(load("xor"))
    rate = row(draft, "training.learning_rate")
    assert (rate.next(1), rate.next(-1)) == (1.0, 0.3)  # from 0.5, between two of them
    assert rate.options == (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
    assert row(draft.put("training.learning_rate", 10.0), "training.learning_rate").next(1) == 10.0
    batch = row(draft, "training.batch_size")
    assert (batch.options, batch.next(-1), batch.next(1)) == ((1, 2, "full"), 2, "full")
    assert row(draft, "network.activation[0]").next(1) == "leaky_relu"
    assert row(draft, "seed").next(-1) == 0
    assert row(draft, "network.hidden[0]").next(1) == 5
    assert row(draft.put("network.hidden[0]", 1), "network.hidden[0]").next(-1) == 1


def test_layers_are_added_and_removed() -> None:
    draft = Draft.of(load("xor")).put("network.hidden[0]", 3).put("network.activation[0]", "tanh")
    two = with_layer(draft, 1)
    assert two.made.network.sizes == (2, 3, 3, 1)
    assert [dense.activation for dense in two.made.network.layers] == ["tanh", "tanh", "sigmoid"]
    none = with_layer(with_layer(two, -1), -1)
    assert none.made.network.sizes == (2, 1) == linear(two).made.network.sizes
    assert with_layer(none, 1).made.network.sizes == (2, 4, 1)


def test_features_are_switched_on_and_off_but_for_the_last() -> None:
    draft = Draft.of(load("circle"))
    assert draft.base.generator is not None
    more = draft.put("generator.features", row(draft, "generator.features x1^2").next(1))
    assert more.made.data.inputs.shape[1] == 3
    assert more.made.network.inputs == 3
    one = draft.put("generator.features", ["x1"])
    with pytest.raises(GlassnetError, match="at least one name"):
        one.put("generator.features", row(one, "generator.features x1").next(1))


def test_a_csv_file_has_settings_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "homes.csv"
    file.write_text("size,price,kind\n" + "".join(f"{50 + 7 * n},{3 * n * n},{'ab'[n % 2]}\n" for n in range(60)))
    draft = Draft.of(find(str(file)))
    assert (draft.made.training.loss, row(draft, "csv.target").text) == ("cross_entropy", "the last")
    price = draft.put("csv.target", "price")  # a number: the loss and the output follow
    assert (price.made.training.loss, price.made.network.output.activation) == ("mse", "identity")
    assert [one.name for one in price.changes] == ["output activation", "loss", "target"]
    assert command_line(price.made) == f"glassnet {file} --target price"
    task = stepped(price, row(price, "csv.task"), 1)
    assert task.tables["csv"]["task"] == "regression"
    again = stepped(task, row(task, "csv.task"), 1)  # neither binary nor classes: it has too many values
    assert again.tables["csv"]["task"] is None
    assert stepped(price, row(price, "csv.seed"), 1).tables["csv"]["seed"] == 1


def test_what_goes_on_and_what_starts_again() -> None:
    session = Session(load("xor"))
    session.run(120)
    draft = Draft.of(session.scenario)
    assert outcome(draft, session).text == "nothing is changed yet"
    slower = draft.put("training.learning_rate", 0.3)
    assert outcome(slower, session).text == "goes on, from iteration 121: lr 0.3"
    both = slower.put("training.batch_size", 2)
    assert outcome(both, session).text == "goes on, from iteration 121: lr 0.3, batch size 2"
    deeper = with_layer(draft, 1)
    assert outcome(deeper, session).text == "starts again, with the same initial W1, new W2 W3: hidden 4,4"
    assert outcome(slower, session, again=True).text == "starts again, from the same initial weights: lr 0.3"
    assert outcome(draft.put("seed", 1), session).text == "starts again, from other initial weights: seed 1"
    back = deeper.put("network.hidden", [4])
    assert back.changes == ()
    assert back.made.title == "exclusive or"


def test_settings_that_nothing_reads_are_no_change() -> None:
    draft = Draft.of(load("xor")).put("training.momentum", 0.5)
    assert draft.changes == ()
    assert [one.name for one in draft.put("training.optimizer", "momentum").changes] == ["optimizer", "momentum"]


def test_several_settings_are_one_action_that_goes_back() -> None:
    session = Session(load("xor"))
    session.run(120)
    before = session.history.tick
    draft = Draft.of(session.scenario).put("training.learning_rate", 0.3).put("training.batch_size", 2)
    go_on(draft, session)
    assert [str(action) for _, action in session.history.actions] == ["lr 0.3, batch size 2"]
    assert session.scenario.training.batch_size == 2
    session.run(10)
    session.history.goto(before)
    assert session.scenario.training == load("xor").training


def test_a_rate_changed_with_another_is_read_again() -> None:
    l2 = Draft.of(load("xor")).put("training.regularization", "l2").put("training.regularization_rate", 0.1).made
    session = Session(l2)
    session.to_end_of("forward")
    go_on(Draft.of(l2).put("training.learning_rate", 0.3).put("training.regularization_rate", 0.2), session)
    assert "penalty" not in session.state.values
    assert "loss" in session.state.values  # which the rate is no part of
    session.to_end_of("forward")
    squares = sum(float(np.square(session.state.values[name]).sum()) for name in ("W1", "W2"))
    assert float(session.state.values["penalty"]) == pytest.approx(0.1 * squares, rel=1e-12)


def test_data_by_hand_are_taken_over_unless_data_are_made_anew() -> None:
    circle = load("circle")
    session = Session(circle)
    session.change(Draft.of(circle).made, "nothing")
    added = with_point(session.scenario.data, np.array([0.1, 0.2]), 1)
    session.change(replace(session.scenario, data=added), "1 point")
    draft = Draft.of(session.scenario)
    assert len(with_layer(draft, 1).made.data.inputs) == len(circle.data.inputs) + 1
    noisy = draft.put("generator.noise", 20.0)
    assert len(noisy.made.data.inputs) == len(circle.data.inputs)
    assert outcome(with_layer(draft, 1), session).text.startswith("starts again, with the same initial W1, new W2 W3: ")
    assert "without what was changed in the data by hand" in outcome(noisy, session).text
    assert "data changed by hand" in command_line(with_layer(draft, 1).made)
    assert "data changed by hand" not in command_line(noisy.made)


def test_a_target_that_the_loss_does_not_go_with_leads_to_another_loss() -> None:
    spiral = load("spiral")
    targets = np.array(spiral.data.targets)
    targets[0, 0] = 3.0
    draft = Draft.of(replace(spiral, data=replace(spiral.data, targets=targets)))
    assert draft.changes == ()
    assert row(draft, "training.loss").options == ("mse", "half_squares")
    assert draft.put("seed", 1).made.training.loss == "mse"


def test_given_weights_stay_as_long_as_they_fit() -> None:
    draft = Draft.of(load("neuron"))
    assert draft.put("training.learning_rate", 0.1).made.parameters is not None
    he = draft.put("network.init", "he").made
    assert he.parameters is None
    assert Draft.of(he).made.parameters is None
    toml = (
        "[data]\ninputs = [[1, 2]]\ntargets = [[1]]\n[network]\nhidden = []\n[parameters]\nW1 = [[1], [2]]\nb1 = [0]\n"
    )
    mine = loads(toml)
    assert Draft.of(mine).put("training.learning_rate", 0.1).made.parameters is not None


def settings_made() -> st.SearchStrategy[list[tuple[str, int]]]:
    return st.lists(st.tuples(st.integers(0, 40), st.sampled_from([1, -1])), max_size=6)


@given(name=st.sampled_from(["neuron", "xor", "spiral", "plane"]), pressed=settings_made())
@example(name="neuron", pressed=[(20, 1), (0, 1), (3, 1), (3, 1), (3, 1)])  # a seed, then given weights again
@settings(max_examples=40)
def test_whatever_is_pressed_trains_and_its_command_line_makes_the_same(
    name: str, pressed: list[tuple[str, int]]
) -> None:
    draft = Draft.of(load(name))
    for at, by in pressed:
        free = [row for row in rows(draft) if not row.idle]
        chosen = free[int(at) % len(free)]
        all_frozen = chosen.path == "training.frozen" and len(chosen.next(by)) == len(draft.made.config.parameters)
        last_feature = chosen.path == "generator.features" and chosen.next(by) == []
        if not (all_frozen or last_feature):  # which is refused
            draft = stepped(draft, chosen, by)
    made = draft.made
    assert made.network.output.activation in LOSSES[made.training.loss].outputs
    words = shlex.split(command_line(made))[1:]
    again = opened(parsed(play_parser(), words))
    assert (again.network, again.generator) == (made.network, made.generator)
    assert all(np.array_equal(again.initial[key], value) for key, value in made.initial.items())
    one, other = Session(made), Session(again)
    one.run(2)
    other.run(2)
    assert np.array_equal(one.losses.train.values, other.losses.train.values)
