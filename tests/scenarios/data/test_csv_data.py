"""A CSV file as a dataset and a scenario: targets, inputs, dropped rows, the report, and training from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import BINARY, CLASSES, REGRESSION
from glassnet.scenarios.data.csv_data import csv_data, split
from glassnet.scenarios.experiments.files import find, find_tables, loads, read
from glassnet.scenarios.sessions.session import Session

SHOP = """\
id,area,rooms,region,fixed,note,price
1,50,2,north,7,n1,150000
2,80,3,south,7,n2,260000
3,,3,north,7,n3,250000
4,120,4,west,7,n4,390000
5,60,2,west,7,n5,180000
6,90,3,north,7,n6,280000
7,70,NA,south,7,n7,210000
8,110,4,south,7,n8,350000
"""


@pytest.fixture
def shop(tmp_path: Path) -> str:
    file = tmp_path / "shop.csv"
    file.write_text(SHOP)
    return str(file)


def write(folder: Path, text: str) -> str:
    file = folder / "data.csv"
    file.write_text(text)
    return str(file)


def test_a_hand_worked_file(shop: str) -> None:
    made = csv_data(shop, test_share=0)
    data = made.data
    names = [feature.name for feature in data.features]
    assert names == ["area", "rooms", "region=north", "region=south", "region=west"]
    assert (data.task, data.inputs.shape, data.targets.shape, len(data.test_inputs)) == (REGRESSION, (6, 5), (6, 1), 0)
    order = np.array([0, 1, 3, 4, 5, 7])[np.random.RandomState(0).permutation(6)]
    area, price = np.array([50, 80, 0, 120, 60, 90, 70, 110.0]), np.array([150, 260, 250, 390, 180, 280, 210, 350.0])
    assert [data.features[0].raw(value) for value in data.inputs[:, 0]] == pytest.approx(area[order])
    assert [data.outputs[0].raw(value) for value in data.targets[:, 0]] == pytest.approx(1000 * price[order])
    assert data.targets.mean() == pytest.approx(0)
    assert data.targets.std() == pytest.approx(1)
    assert data.inputs[:, 2:].sum(axis=1).tolist() == [1] * 6
    assert made.notes == (
        'Target: column "price", the last one (--target takes another).',
        'Left out, texts that hardly ever come again: "note".',
        'Left out, only numbers the rows: "id".',
        '2 of 8 rows dropped for missing cells: "area" 1, "rooms" 1.',
        'Task: regression, as "price" is a number.',
        "6 rows train, 0 test (split with seed 0).",
        'Text column "region" is 3 inputs, one for each of its texts.',
        'Left out, the same in all training rows: "fixed".',
        'Target "price" is standardized too (mean 268,333, deviation 85,131): loss and gradients are those of '
        "the standardized numbers, tables show the original ones.",
    )


@pytest.mark.parametrize(
    ("target", "task", "found"),
    [
        ("0,1,0,1", None, (BINARY, 1, ())),
        ("no,yes,no,yes", None, (CLASSES, 2, ("no", "yes"))),
        ("no,yes,no,yes", BINARY, (BINARY, 1, ())),
        ("1,2,1,2", None, (CLASSES, 2, ("1", "2"))),
        ("1,2,1,2", REGRESSION, (REGRESSION, 1, ())),
        ("1,2,3,4", None, (REGRESSION, 1, ())),
        ("0.5,1.5,0.5,1.5", None, (REGRESSION, 1, ())),
        ("0.5,1.5,0.5,1.5", CLASSES, (CLASSES, 2, ("0.5", "1.5"))),
        ("a,b,a,b", CLASSES, (CLASSES, 2, ("a", "b"))),
    ],
)
def test_the_task_follows_the_target(
    target: str, task: str | None, found: tuple[str, int, tuple[str, ...]], tmp_path: Path
) -> None:
    rows = "".join(f"{k * k},{value}\n" for k, value in enumerate(target.split(",")))
    data = csv_data(write(tmp_path, f"x,t\n{rows}"), task=task, test_share=0).data
    assert (data.task, data.targets.shape[1], data.classes) == found


@pytest.mark.parametrize("target", ["price", "PRICE", "6", 6, None])
def test_a_target_by_name_or_number(target: str | int | None, shop: str) -> None:
    assert csv_data(shop, target).target == "price"


def test_each_class_has_its_share_of_test_rows() -> None:
    groups = np.repeat([0, 1, 2], [50, 10, 2])
    train, test = split(groups, 20, 0)
    assert np.bincount(groups[test], minlength=3).tolist() == [10, 2, 0]
    assert sorted([*train, *test]) == list(range(62))
    assert [one.tolist() for one in split(groups, 20, 0)] == [train.tolist(), test.tolist()]
    assert split(groups, 20, 1)[0].tolist() != train.tolist()


def test_standardized_on_the_training_rows_alone(tmp_path: Path) -> None:
    numbers = np.random.RandomState(1).normal(50, 9, (40, 2))
    data = csv_data(write(tmp_path, "a,b\n" + "".join(f"{a},{b}\n" for a, b in numbers)), test_share=25).data
    assert (len(data.inputs), len(data.test_inputs)) == (30, 10)
    assert data.inputs.mean() == pytest.approx(0, abs=1e-12)
    assert data.inputs.std() == pytest.approx(1)
    raw = [data.features[0].raw(value) for value in (*data.inputs[:, 0], *data.test_inputs[:, 0])]
    assert sorted(raw) == pytest.approx(sorted(numbers[:, 0]))


def test_the_report_of_odd_columns(tmp_path: Path) -> None:
    rows = "".join(f"{k},{k % 3},,{'' if k > 4 else k},{'x' if k == 3 else k * k},{k % 2}\n" for k in range(12))
    notes = "\n".join(csv_data(write(tmp_path, f"day,b,empty,mostly,d,t\n{rows}")).notes)
    assert 'Left out, empty: "empty".' in notes
    assert 'Left out, missing in 7 of 12 rows: "mostly".' in notes
    assert 'Column "day" counts the rows' in notes
    assert 'Column "d": "x" is no number, taken as missing.' in notes
    assert '1 of 12 rows dropped for missing cells: "d" 1.' in notes
    assert 'Task: binary; y is 1 for "1" and 0 for "0".' in notes


@pytest.mark.parametrize(
    ("text", "keys", "words"),
    [
        (SHOP, 'target = "prise"', 'unknown column "prise": did you mean "price"?'),
        (SHOP, "target = 7", "there is no column 7; they count from 0 to 6"),
        (SHOP, 'target = "999999999999999999999"', "there is no column"),
        (SHOP, 'target = "note"\ntask = "regression"', 'the target "note" is text ("n1"); a regression needs numbers'),
        (SHOP, 'target = "fixed"', 'the target "fixed" has only one value (7), so nothing to learn'),
        (SHOP, 'task = "binary"', 'the target "price" has 6 different values; a binary task has two'),
        (
            "a,b\n1,x\n2,x\n3,y\n4,x\n",
            "",
            'the class "y" of the target "b" has only one row; a class needs at least 2: try another column with',
        ),
        (SHOP, 'task = "sorting"', 'csv.task: unknown name "sorting"'),
        (SHOP, "test_share = 100", "csv.test_share must be below 100 per cent"),
        (SHOP, "test_share = -1", "csv.test_share must be a finite number of at least 0"),
        (SHOP, "test_share = nan", "csv.test_share must be a finite number"),
        (SHOP, "test_share = 95", "a test share of 95 per cent leaves only 1 row to train"),
        (SHOP, "seed = -1", "csv.seed must be a whole number from 0"),
        (SHOP, "target = 1.5", "csv.target must be a column's name or number, got 1.5"),
        (SHOP, "taget = 1", 'unknown key "csv.taget": did you mean "csv.target"?'),
        ("a,b\n1,2\n", "", "1 row of data; training needs at least 2"),
        ("a,b\n", "", "0 rows of data"),
        ("a,b\nNA,1\n,2\n?,3\n", "", 'no column is left to learn "b" from (empty: "a")'),
        ("a,b\nNA,1\n4,\n5,3\n?,\n", "", '3 of 4 rows have missing cells ("a" 2, "b" 2): too few are left'),
        (
            "a,b\nx,1\ny,2\nz,3\n",
            "",
            'no column is left to learn "b" from (texts that hardly ever come again: "a")',
        ),
        ("a,b\n5,1\n5,2\n5,3\n", "", 'no column is left to learn from: the same in all training rows: "a"'),
        ("a,b\n" + "".join(f"{k},w{k}\n" for k in range(60)), "", "has 60 different values, at most 50 classes go"),
        ("a,b\n1,2\n3\n", "", "line 3 has 1 cell, the lines before it 2"),
    ],
)
def test_errors_in_one_line(text: str, keys: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(text)
    experiment = tmp_path / "mine.toml"
    experiment.write_text(f'[csv]\nfile = "data.csv"\n{keys}\n')
    with pytest.raises(GlassnetError) as caught:
        read(str(experiment))
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{experiment}: ")
    assert "\n" not in str(caught.value)


# --- experiments ---


def test_a_file_is_seen_from_its_experiment_file(shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = tmp_path / "mine.toml"
    experiment.write_text('seed = 3\nnetwork.hidden = [5]\ntraining.learning_rate = 0.5\n[csv]\nfile = "shop.csv"\n')
    monkeypatch.chdir("/")
    made = find(str(experiment))
    assert (made.key, made.network.sizes, made.network.seed) == ("mine.toml", (5, 5, 1), 3)
    assert (made.training.learning_rate, made.training.optimizer) == (0.5, "adam")
    assert np.array_equal(made.data.inputs, find(shop).data.inputs)


def test_a_word_that_names_a_csv_file(shop: str, tmp_path: Path) -> None:
    assert find_tables(shop) == {"csv": {"file": shop}}
    (tmp_path / "shop").write_text(SHOP)
    assert find_tables(str(tmp_path / "shop"), csv=True) == {"csv": {"file": str(tmp_path / "shop")}}
    with pytest.raises(GlassnetError, match=r"nowhere\.csv: No such file"):
        find("nowhere.csv")


@pytest.mark.parametrize("other", ['scenario = "xor"\n', "[data]\ninputs = [[1]]\ntargets = [[1]]\n"])
def test_one_source_of_data(other: str) -> None:
    with pytest.raises(GlassnetError, match="not both"):
        loads(f'{other}[csv]\nfile = "x.csv"\n')


# --- CSV files of many kinds train as they come ---


def flowers(random: np.random.RandomState) -> list[list[str]]:
    centres = {
        "Iris setosa": (5.0, 3.4, 1.5, 0.2),
        "Iris virginica": (6.6, 3, 5.5, 2),
        "Iris versicolor": (6, 2.8, 4, 1),
    }
    return [
        [*(f"{value:.1f}" for value in random.normal(centre, 0.3)), name]
        for name, centre in centres.items()
        for _ in range(40)
    ]


def test_semicolons_decimal_commas_quotes_and_missing_cells(tmp_path: Path) -> None:
    rows = [[cell.replace(".", ",") for cell in row] for row in flowers(np.random.RandomState(2))]
    rows[7][1], rows[90][2] = "", "NA"
    lines = [f"{n};" + ";".join(f'"{cell}"' for cell in row) for n, row in enumerate(rows, start=1)]
    file = tmp_path / "flowers.csv"
    file.write_bytes("\r\n".join(["\ufeffId;Länge;Breite;Höhe;Tiefe;Art", *lines]).encode())
    scenario = find(str(file))
    assert (scenario.data.task, scenario.network.sizes) == (CLASSES, (4, 16, 3))
    session = Session(scenario)
    session.run(300)
    test = session.predictions.test_right
    assert test is not None
    assert test.mean() >= 0.93


def test_houses_in_hundreds_of_thousands(tmp_path: Path) -> None:
    random = np.random.RandomState(4)
    lines = ["area|year|region|price"]
    for _ in range(300):
        area, year, north = random.uniform(40, 250), random.randint(1900, 2020), random.randint(2)
        price = 3000 * area + 900 * (year - 1900) + 90_000 * north + random.normal(0, 10_000)
        lines.append(f"{area:.1f}|{year}|{('south', 'north')[north]}|{price:.0f}")
    session = Session(find(write(tmp_path, "\n".join(lines))))
    session.run(1500)
    data, answers = session.scenario.data, session.predictions.test
    error = np.sqrt(np.square(answers - data.test_targets).mean()) * data.outputs[0].deviation
    assert error < 30_000  # the prices themselves spread by 190,000
    assert data.outputs[0].deviation > 150_000


def test_tabs_without_a_header_in_latin_1(tmp_path: Path) -> None:
    random = np.random.RandomState(5)
    points = random.uniform(-1, 1, (120, 2))
    lines = [f"{a:.3f}\t{b:.3f}\t{'größer' if a > b else 'kleiner'}" for a, b in points]
    file = tmp_path / "punkte.tsv"
    file.write_bytes("\n".join(lines).encode("latin-1"))
    scenario = find(str(file))
    assert [feature.name for feature in scenario.data.features] == ["column 0", "column 1"]
    assert scenario.data.classes == ("größer", "kleiner")
    session = Session(scenario)
    session.run(200)
    right = session.predictions.train_right
    assert right is not None
    assert right.mean() >= 0.95


def test_two_answers_as_zero_and_one(tmp_path: Path) -> None:
    random = np.random.RandomState(6)
    points = random.uniform(-1, 1, (100, 2))
    session = Session(find(write(tmp_path, "a,b,y\n" + "".join(f"{a},{b},{int(a + b > 0)}\n" for a, b in points))))
    assert session.scenario.data.task == BINARY
    session.run(200)
    assert session.predictions.train_right is not None
    assert session.predictions.train_right.mean() >= 0.95
