"""Plain loops in JavaScript on node (`loops.js`): what a playground in a browser does. A process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contenders import LeftOut
from benchmarks.nets import Array, Net
from glassnet.core.config import batch_rows

LOOPS = Path(__file__).with_name("loops.js")


class Loops:
    """Asked by lines of JSON; what is timed is the work and one such line there and back."""

    def __init__(self, net: Net) -> None:
        node = shutil.which("node")
        if node is None:
            raise LeftOut("node is not installed")
        self._config, self._net, self._iteration, self.loss = net.config(), net, 0, 0.0
        self._process = subprocess.Popen([node, str(LOOPS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        x, y = net.data()
        named = net.parameters()
        layers = range(1, len(net.sizes))
        self._ask(
            X=x.tolist(),
            Y=y.tolist(),
            rate=net.rate,
            all=list(range(len(x))),
            activations=list(net.activations),
            weights=[np.asarray(named[f"W{layer}"]).tolist() for layer in layers],
            biases=[np.asarray(named[f"b{layer}"]).tolist() for layer in layers],
        )

    def __del__(self) -> None:
        if hasattr(self, "_process"):
            self._process.kill()
            self._process.communicate()

    def _ask(self, **asked: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def __call__(self, steps: int) -> None:
        first, self._iteration = self._iteration + 1, self._iteration + steps
        if self._net.batch is None:
            told = self._ask(steps=steps)
        else:
            iterations = range(first, self._iteration + 1)
            told = self._ask(batches=[batch_rows(self._config, iteration).tolist() for iteration in iterations])
        self.loss = float(told["loss"])

    def parameters(self) -> list[Array]:
        told = self._ask(tell=True)["parameters"]
        return [np.array(each, dtype=np.float64) for layer in told for each in layer]
