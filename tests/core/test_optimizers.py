"""Every optimizer: two steps by hand, its formulas, and whether all that is said of its numbers is true.

What a table says is held against what the numbers do: a count goes up by one, a setting follows the settings, a
constant follows nothing, and what "keeps a share" or is "a running mean" behaves so. Words that no claim here knows are
refused.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.config import TrainingConfig, initial_parameters
from glassnet.core.errors import GlassnetError
from glassnet.core.explain import why
from glassnet.core.export import numpy_script, torch_script
from glassnet.core.history import History
from glassnet.core.machine import start
from glassnet.core.names import formula, meaning, numpy_line
from glassnet.core.ops import OPTIMIZERS, REGULARIZATIONS, SETTINGS, Optimizer
from glassnet.core.program import compile_program
from tests.conftest import make

# One parameter w = 1 with the gradients 0.5 and then -1, at lr = 0.1, momentum = 0.9.
# Of each update what it gives, as worked out on paper, and of the last one how it is written.
BY_HAND: dict[str, list[dict[str, float]]] = {
    # w = 1 - 0.1·0.5 = 0.95, then 0.95 - 0.1·(-1) = 1.05
    "sgd": [{"w": 0.95}, {"w": 1.05}],
    # v = 0.9·0 + 0.5 = 0.5, w = 1 - 0.1·0.5 = 0.95; v = 0.9·0.5 - 1 = -0.55, w = 0.95 + 0.1·0.55 = 1.005
    "momentum": [{"v_w": 0.5, "w": 0.95}, {"v_w": -0.55, "w": 1.005}],
    # m = 0.1·0.5 = 0.05, v = 0.001·0.25 = 0.00025; corrected m / 0.1 = 0.5, √(v / 0.001) = 0.5,
    # w = 1 - 0.1·0.5 / (0.5 + 1e-8) = 0.900000002;
    # m = 0.9·0.05 - 0.1 = -0.055, v = 0.999·0.00025 + 0.001 = 0.00124975; corrected -0.055 / 0.19 = -0.2894736842105,
    # √(0.00124975 / 0.001999) = 0.7906880509, w = 0.900000002 + 0.1·0.2894736842105 / 0.7906880609 = 0.93661035424
    "adam": [
        {"m_w": 0.05, "v_w": 0.00025, "w": 0.900000002},
        {"m_w": -0.055, "v_w": 0.00124975, "w": 0.93661035424},
    ],
}
TEXTS = {
    "sgd": {"W1 = W1 - lr · dW1": "W1 = W1 - lr * dW1"},
    "momentum": {
        "v_W1 = momentum · v_W1 + dW1": "v_W1 = momentum * v_W1 + dW1",
        "W1 = W1 - lr · v_W1": "W1 = W1 - lr * v_W1",
    },
    "adam": {
        "m_W1 = beta1 · m_W1 + (1 - beta1) · dW1": "m_W1 = beta1 * m_W1 + (1 - beta1) * dW1",
        "v_W1 = beta2 · v_W1 + (1 - beta2) · dW1²": "v_W1 = beta2 * v_W1 + (1 - beta2) * dW1 ** 2",
        "W1 = W1 - lr · m_W1 / (1 - beta1^t) / (√(v_W1 / (1 - beta2^t)) + 1e-8)": (
            "W1 = W1 - lr * (m_W1 / (1 - beta1 ** t)) / (np.sqrt(v_W1 / (1 - beta2 ** t)) + 1e-8)"
        ),
    },
}
TORCH = {
    "sgd": "SGD(parameters, lr=lr)",
    "momentum": "SGD(parameters, lr=lr, momentum=momentum)",
    "adam": "Adam(parameters, lr=lr, betas=(beta1, beta2), eps=1e-8)",
}
# What a state comes to where the gradient stays g, by what is said of it.
STATE_CLAIMS = {
    r"the velocity of \{w\}": lambda g: g / (1 - SETTINGS["momentum"].value),
    r"(\w+)'s running mean of d\{w\}": lambda g: g,
    r"(\w+)'s running mean of the square of d\{w\}": lambda g: g * g,
}
# Of a number that is "the share that … keeps", the words of the state that keeps it.
KEEPERS = {
    r"the share that (\w+)'s mean gradient keeps": r"(\w+)'s running mean of d\{w\}",
    r"the share that (\w+)'s mean squared gradient keeps": r"(\w+)'s running mean of the square of d\{w\}",
    r"the share of its velocity that a parameter keeps": r"the velocity of \{w\}",
}


def beginning(optimizer: Optimizer) -> dict[str, float]:
    """The numbers before the first update of w = 1."""
    settings = {name: setting.value for name, setting in SETTINGS.items()}
    constants = {constant.name: constant.value for constant in optimizer.constants}
    return {"w": 1.0, **settings, "lr": 0.1, **constants, **{kept.name.format(w="w"): 0.0 for kept in optimizer.state}}


def updated(optimizer: Optimizer, values: dict[str, float], gradient: float, count: int) -> dict[str, float]:
    """The numbers after one more update."""
    values = {**values, "dw": gradient, "t": float(count)}
    for update in optimizer.updates:
        read = [np.array([values[name.format(w="w")]]) for name in update.inputs]
        values[update.output.format(w="w")] = float(update.op(*read)[0])
    return values


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_two_steps_by_hand(name: str) -> None:
    values = beginning(OPTIMIZERS[name])
    for count, (gradient, wanted) in enumerate(zip((0.5, -1.0), BY_HAND[name], strict=True), start=1):
        values = updated(OPTIMIZERS[name], values, gradient, count)
        for which, number in wanted.items():
            assert values[which] == pytest.approx(number, rel=1e-10), (count, which)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_training_makes_the_same_two_steps(name: str) -> None:
    """A single neuron on one sample, z = w·1 + b and the loss (z - y)²: its gradient 2 (z - y) is made 0.5, then -1."""
    program, _ = make("mse", "identity", optimizer=name, sizes=(1, 1), samples=1)
    history = History(program, start(program, [[1.0]], [[0.75]], {"W1": [[1.0]], "b1": [0.0]}))
    history.edit(Edit("lr", (), 0.1))
    for at, wanted in enumerate(BY_HAND[name]):
        history.run(1)
        found = {each: float(history.state.values[each.replace("w", "W1")][0, 0]) for each in wanted}
        assert float(history.state.values["dW1"][0, 0]) == pytest.approx((0.5, -1.0)[at], rel=1e-12)
        assert found == pytest.approx(wanted, rel=1e-10)
        z = float(history.state.values["W1"][0, 0] + history.state.values["b1"][0])
        history.edit(Edit("y", (0, 0), z + 0.5))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_its_formulas_are_written_as_they_should_be(name: str) -> None:
    program, state = make(optimizer=name)
    steps = [step for step in program.steps if step.phase == "update" and program.info[step.output].layer == 1]
    steps = steps[: len(OPTIMIZERS[name].updates)]
    assert {formula(program, step): numpy_line(program, step) for step in steps} == TEXTS[name]
    assert f"    optimizer = torch.optim.{TORCH[name]}\n" in torch_script(program, state, 3, name)


# --- what is said of its numbers ---


def only_own_name(words: str, name: str) -> bool:
    """Whether the words name no optimizer, or this one alone."""
    return set(re.findall(r"(\w+)'s ", words)) <= {name}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_it_keeps_is_what_is_said_of_it(name: str) -> None:
    optimizer = OPTIMIZERS[name]
    values = beginning(optimizer)
    for count in range(1, 20_000):
        values = updated(optimizer, values, 0.5, count)
    for kept in optimizer.state:
        claims = [claim for words, claim in STATE_CLAIMS.items() if re.fullmatch(words, kept.words)]
        assert len(claims) == 1, f"nobody knows how to check {kept.words!r}"
        assert values[kept.name.format(w="w")] == pytest.approx(claims[0](0.5), rel=1e-6), kept.words
        assert only_own_name(kept.words, name)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_share_that_is_kept_is_kept(name: str) -> None:
    optimizer = OPTIMIZERS[name]
    shares = [number for number in (*optimizer.constants, *SETTINGS.values()) if optimizer.reads(number.name)]
    for number in shares:
        if number.name == "lr":
            continue
        keepers = [state for words, state in KEEPERS.items() if re.fullmatch(words, number.words)]
        assert len(keepers) == 1, f"nobody knows how to check {number.words!r}"
        (kept,) = [kept for kept in optimizer.state if re.fullmatch(keepers[0], kept.words)]
        own = kept.name.format(w="w")
        after = updated(optimizer, {**beginning(optimizer), own: 1.0, number.name: 0.25}, 0.0, 1)
        assert after[own] == 0.25, f"{number.name} is not {number.words}"
        assert only_own_name(number.words, name)


@pytest.mark.parametrize("regularization", REGULARIZATIONS)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_where_its_numbers_come_from_is_true(name: str, regularization: str) -> None:
    """The origin that is told, against what the number does: with the iterations, with each setting, with neither."""
    program, first = make(optimizer=name, regularization=regularization)
    history = History(program, first)
    history.run(3)
    for number in [each for each in program.reads if not program.info[each].shape and program.index_of(each) is None]:
        seen = [float(history.state_at(history.tick_of(i, 1) or 0).values[number]) for i in (1, 2, 3)]
        keys = [key for key in numeric_settings() if moves(program.config.training, key, number)]
        if seen == [1.0, 2.0, 3.0]:
            wanted = "the number of this update"
        elif keys:
            (key,) = keys
            wanted = f"the {key.replace('_', ' ')}, a setting"
            assert SETTINGS[number].key == key
        else:
            wanted = f"a constant of {name}"
        assert why(history, number, ()).origin == wanted, number
        if keys:
            history.edit(Edit(number, (), 0.125))
            assert "by hand" in why(history, number, ()).origin
        else:
            with pytest.raises(GlassnetError):
                history.edit(Edit(number, (), 0.125))


def numeric_settings() -> list[str]:
    return [each.name for each in fields(TrainingConfig) if isinstance(getattr(TrainingConfig, each.name), float)]


def moves(training: TrainingConfig, key: str, number: str) -> bool:
    """Whether a number is another one where this setting is."""
    program, _ = make(optimizer=training.optimizer, regularization=training.regularization)
    config = program.config
    other = compile_program(replace(config, training=replace(config.training, **{key: 0.375})))  # type: ignore[arg-type]
    x, y = np.zeros((7, 3)), np.zeros((7, 2))
    values = [start(each, x, y, initial_parameters(config.network)).values[number] for each in (program, other)]
    return float(values[0]) != float(values[1]) == 0.375


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_stands_before_the_first_update_is_said_truly(name: str) -> None:
    program, first = make(optimizer=name)
    history = History(program, first)
    drawn = initial_parameters(program.config.network)
    for each in (*program.parameters, *program.optimizer_state):
        origin, array = why(history, each, (0,) * first.values[each].ndim).origin, first.values[each]
        if each in program.optimizer_state:
            assert origin == "0 before the first update"
            assert not array.any()
        elif array.any():
            assert "an initial weight" in origin
            assert np.array_equal(array, drawn[each])
        else:
            assert origin == "a bias before the first update"
        history.run(2)
        explained = why(history, each, (0,) * array.ndim)
        assert explained.step is not None
        assert explained.step.phase == "update"
        history.goto(0)
        history.drop_future()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_kept_name_is_of_its_own_parameter(name: str) -> None:
    program, first = make(optimizer=name)
    assert len(program.optimizer_state) == len(program.parameters) * len(OPTIMIZERS[name].state)
    for each in program.optimizer_state:
        of = program.info[each].of
        assert first.values[each].shape == first.values[of].shape
        assert meaning(program, each).endswith((f" {of}", f" d{of}"))
        assert any(each == kept.name.format(w=of) for kept in OPTIMIZERS[name].state)


# --- in scripts ---


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_scripts_say_its_numbers_and_no_others(name: str) -> None:
    program, state = make(optimizer=name, regularization="l2")
    for write in (numpy_script, torch_script):
        script = write(program, state, 3, name)
        numbers = {found[1]: found[2] for found in re.finditer(r"^(\w+) = ([-\d.e]+)  # (?!iterations)", script, re.M)}
        wanted = {"rate": 0.05, "lr": 0.1, **{each.name: each.value for each in OPTIMIZERS[name].constants}}
        if OPTIMIZERS[name].reads("momentum"):
            wanted["momentum"] = 0.9
        assert {each: float(value) for each, value in numbers.items()} == wanted
    for number in wanted.keys() - {"rate"}:  # PyTorch's optimizer is told each of them
        assert re.search(rf"[=(, ]{number}[,)]", OPTIMIZERS[name].torch), number


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_settings_of_the_optimizer_are_changed_where_pytorch_has_them(name: str) -> None:
    program, state = make(optimizer=name, regularization="l2")
    read = [setting for setting in SETTINGS if OPTIMIZERS[name].reads(setting)]
    edits = [(2, Edit(setting, (), 0.25)) for setting in (*read, "rate")]
    script = torch_script(program, state, 3, name, edits)
    for setting in read:
        assert f'optimizer.param_groups[0]["{setting}"] = 0.25\n' in script
        assert f"{setting}={setting}" in OPTIMIZERS[name].torch  # it is called so there
    assert "\n    global rate\n" in script
    assert "        rate = 0.25\n" in script
    assert f"\n    global {', '.join(sorted([*read, 'rate']))}\n" in numpy_script(program, state, 3, name, edits)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_its_state_has_pytorchs_names(name: str) -> None:
    torch = pytest.importorskip("torch")
    optimizer = OPTIMIZERS[name]
    w = torch.ones(1, dtype=torch.float64, requires_grad=True)
    values = beginning(optimizer)
    made = eval(f"torch.optim.{optimizer.torch}", {"torch": torch, "parameters": [w], **values})
    for count, gradient in enumerate((0.5, -1.0), start=1):
        w.grad = torch.tensor([gradient], dtype=torch.float64)
        made.step()
        values = updated(optimizer, values, gradient, count)
    for kept in optimizer.state:
        assert float(made.state[w][kept.torch]) == pytest.approx(values[kept.name.format(w="w")], rel=1e-12)
    assert float(w.detach()) == pytest.approx(values["w"], rel=1e-12)


def test_the_script_says_by_which_names_pytorch_keeps_the_state() -> None:
    for name, said in {
        "momentum": "# optimizer.state[W1] has momentum_buffer, which is v_W1",
        "adam": "# optimizer.state[W1] has exp_avg, which is m_W1 and exp_avg_sq, which is v_W1",
    }.items():
        assert f"    {said}\n" in torch_script(*make(optimizer=name), 3, name)
    assert "optimizer.state" not in torch_script(*make(), 3, "sgd")
