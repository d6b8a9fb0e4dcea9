"""`glassnet sweep`: many seeds and settings of an experiment; how many converge, and where do the others end?"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from glassnet.commands.arguments import INTERRUPTED, whole
from glassnet.commands.columns import table
from glassnet.commands.experiments import experiment_parser, parsed, print_notes
from glassnet.commands.interrupt import Interrupt
from glassnet.commands.progress import progress_bar, tell_reading
from glassnet.core.numerals import brief

if TYPE_CHECKING:
    from glassnet.commands.vary import Setting
    from glassnet.scenarios.base import Scenario
    from glassnet.scenarios.sweeps.outcome import Sweep

DESCRIPTION = """\
Train many seeds of an experiment, on all processors, for each combination of settings: how many converge (final loss
over all training rows below --converged-below), after how many iterations (median), and where the others end. ctrl+c
stops it, and what is done is told."""
EXAMPLES = """\
examples:
  glassnet sweep xor --seeds 0:200
  glassnet sweep xor --seeds 0:200 --vary 'network.hidden=[2],[4],[8]'
  glassnet sweep xor --seeds 0:50 --vary network.activation=relu,tanh --vary training.learning_rate=0.1,0.5,1.0
  glassnet sweep xor --hidden 2 --vary network.init=normal,he,xavier
  glassnet sweep mine.toml --seeds 1,5,9 --iterations 2000 --json

--vary takes the keys of an experiment file's tables, with values as the file has them; names need no quotes, and
the table can be left out: --vary hidden=[2],[4] --vary learning-rate=0.1,0.5.
"""
MOST_PLATEAUS = 4  # in a line of the table
EVERY = 0.1  # seconds between two looks at the bar
MOST_HISTOGRAMS = 8


def run(arguments: list[str]) -> int:
    """Train and print. Raises GlassnetError before anything is trained."""
    made = experiment_parser("sweep", DESCRIPTION, EXAMPLES)
    made.add_argument("--seeds", default="0:100", metavar="FROM:TO", help="from 0:100, without the end; or N,N,N")
    made.add_argument("--vary", action="append", default=[], metavar="KEY=V,V", help="settings to go through")
    made.add_argument("--iterations", type=whole(1), default=10_000, metavar="N", help="parameter updates (10000)")
    made.add_argument("--converged-below", type=float, default=0.01, metavar="LOSS", help="what converged is (0.01)")
    made.add_argument("--jobs", type=whole(1), metavar="N", help="how many train at once, up to 64 (one a processor)")
    made.add_argument("--json", action="store_true", help="for programs, with the final loss of every seed")
    options = parsed(made, arguments, without="--seed")
    from glassnet.commands import flags
    from glassnet.commands.vary import named, settings
    from glassnet.core.errors import GlassnetError
    from glassnet.scenarios.experiments.files import build_named
    from glassnet.scenarios.experiments.settings import changed
    from glassnet.scenarios.sweeps.asked import read_seeds

    if not 0 < options.converged_below < float("inf"):
        raise GlassnetError(f"--converged-below must be a finite number above 0, got {options.converged_below:g}")
    seeds, chosen = read_seeds(options.seeds, "--seeds"), settings(options.vary)
    tables, given = flags.settings(options)
    tell_reading(tables)
    for flag in given:
        if any(flag.path == key for key, _ in chosen[0]):
            raise GlassnetError(f"give {flag.name} or --vary {flag.path}, not both")
    # all of them first: the last one must not fail after an hour of training
    with flags.naming(given):
        tables = flags.set_keys(tables, given)
        experiments = [(setting, build_named(changed(tables, setting), options.experiment)) for setting in chosen]
    for _, scenario in experiments:
        for seed in (seeds[0], max(seeds)):
            scenario.with_seed(seed)
    print_notes(experiments[0][1])
    for note in flags.unread(options, *(scenario for _, scenario in experiments)):
        print(f"note: {note}", file=sys.stderr)

    done: list[tuple[Setting, Sweep]] = []
    with Interrupt() as interrupt:
        for setting, scenario in experiments:
            done.append((setting, _trained(scenario, seeds, options, " ".join(named(setting)), interrupt)))
            if interrupt.asked:
                break
    if options.json:
        import json

        print(json.dumps(_report(options.experiment, done), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print("\n".join(_in_words(experiments[0][1].key, [key for key, _ in chosen[0]], done)))
        if sys.stdout.isatty():
            print("\n".join(_histograms(done)))
    if interrupt.asked:
        print(_interrupted(options.iterations, len(experiments), done), file=sys.stderr)
        return INTERRUPTED
    return 0


def _trained(scenario: Scenario, seeds: Any, options: Any, words: str, interrupt: Interrupt) -> Sweep:
    from glassnet.scenarios.sweeps.sweep import Sweeping, sweep

    shown = 0.0
    with progress_bar(words or scenario.key, len(seeds)) as show:

        def watch(under_way: Sweeping) -> None:
            nonlocal shown
            if time.monotonic() - shown > EVERY:
                shown = time.monotonic()
                show(under_way.share * len(seeds), f"{int(under_way.done.converged.sum()):,} converged")
            if interrupt.asked:
                under_way.stop()

        def lost(words: str) -> None:
            print(f"glassnet: {words}; the others have trained what it had", file=sys.stderr)

        return sweep(scenario, seeds, options.iterations, options.converged_below, options.jobs, watch, lost)


def _interrupted(iterations: int, experiments: int, done: list[tuple[Setting, Sweep]]) -> str:
    from glassnet.core.counts import counted

    last = done[-1][1]
    reached = f"the last after {_updates(last)} of {counted(iterations, 'iteration')}"
    configurations = counted(experiments, "configuration")
    return f"glassnet: interrupted; {len(done):,} of {configurations}, {reached}, {counted(len(last.seeds), 'seed')}"


def _updates(sweep: Sweep) -> str:
    """How many updates its seeds have: one number where it was not stopped before any was done."""
    least, most = int(sweep.updates.min()), int(sweep.updates.max())
    return f"{most:,}" if least == most else f"{least:,} to {most:,}"


def _in_words(key: str, keys: list[str], done: list[tuple[Setting, Sweep]]) -> Iterator[str]:
    from glassnet.commands.vary import named
    from glassnet.core.counts import counted

    first = done[0][1]
    plural = "iteration" if first.updates.max() == 1 else "iterations"
    seeds, iterations = counted(len(first.seeds), "seed"), f"{_updates(first)} {plural}"
    yield f"{key}, {seeds}, {iterations}; converged below {first.below:g}"
    yield ""
    lines = []
    for setting, sweep in done:
        median = sweep.median_iterations
        shown, rest = sweep.main_plateaus(MOST_PLATEAUS)
        texts = [f"{brief(plateau.loss)} ({plateau.seeds:,})" for plateau in shown]
        if rest:
            texts.append(f"elsewhere ({rest:,})")
        if sweep.not_finite:
            texts.append(f"not finite ({sweep.not_finite:,})")
        count = f"{int(sweep.converged.sum()):,} of {len(sweep.seeds):,}"
        lines.append([*named(setting), count, "–" if median is None else f"{median:,.0f}", ", ".join(texts) or "none"])
    yield table([*keys, "converged", "median iterations", "others end at (seeds)"], lines, (len(keys), len(keys) + 1))


def _histograms(done: list[tuple[Setting, Sweep]]) -> Iterator[str]:
    import shutil

    from glassnet.commands.vary import named
    from glassnet.tui.drawing.plot import histogram

    width = min(100, shutil.get_terminal_size().columns)
    for setting, sweep in done[:MOST_HISTOGRAMS]:
        yield ""
        yield "final losses" + "".join(f", {word}" for word in named(setting))
        yield histogram(sweep.final, width, 8)
    if len(done) > MOST_HISTOGRAMS:
        from glassnet.core.counts import counted

        more = counted(len(done) - MOST_HISTOGRAMS, "more configuration")
        yield f"… and {more} (--json has all final losses)"


def _report(key: str, done: list[tuple[Setting, Sweep]]) -> dict[str, Any]:
    from glassnet.scenarios.trace import plain

    return {
        "experiment": key,
        "converged_below": done[0][1].below,
        "configurations": [
            {
                "settings": dict(setting),
                "iterations": int(sweep.updates.max()),
                "seeds": len(sweep.seeds),
                "converged": int(sweep.converged.sum()),
                "median_iterations": sweep.median_iterations,
                "stuck": [{"loss": plateau.loss, "seeds": plateau.seeds} for plateau in sweep.stuck],
                "not_finite": sweep.not_finite,
                "final_losses": dict(zip(map(str, sweep.seeds), plain(sweep.final), strict=True)),
            }
            for setting, sweep in done
        ],
    }
