"""scikit-learn's MLPClassifier with plain SGD: no momentum, no penalty, our batches in our order.

Its definitions of softmax with cross-entropy are ours: the mean over the rows. Its regressor's output is linear,
and its classifier knows no squared error, so nets that end in sigmoid or tanh with mse are left out.
"""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning  # pyright: ignore[reportMissingImports]
from sklearn.neural_network import MLPClassifier  # pyright: ignore[reportMissingImports]

from benchmarks.contenders import LeftOut
from benchmarks.nets import Array, Net
from glassnet.core.config import batch_rows


class Classifier:
    """`fit` goes on from where it was for as many updates as asked; with mini-batches `partial_fit` goes through
    the rest of an epoch. Both check their data once a call, so a call is as long as can be.

    loss: the mean over the mini-batches of the last call.
    """

    def __init__(self, net: Net) -> None:
        if net.loss != "cross_entropy":
            raise LeftOut(f"has no {net.output} output with {net.loss}")
        warnings.simplefilter("ignore", ConvergenceWarning)  # it need not converge
        self.net, self.config = net, net.config()
        self.x, targets = net.data()
        self.labels = targets.argmax(axis=1)
        self.model = MLPClassifier(
            net.sizes[1:-1], net.hidden, solver="sgd", alpha=0, momentum=0, nesterovs_momentum=False,
            learning_rate_init=net.rate, shuffle=False, batch_size=net.batch or net.samples,
            warm_start=net.batch is None, max_iter=1, tol=0, n_iter_no_change=np.inf,
        )  # fmt: skip
        self.model.fit(self.x, self.labels)  # makes its arrays, which then get our initial parameters
        for mine, given in zip(self.parameters(), net.parameters().values(), strict=True):
            mine[...] = given
        self.iteration = 0

    @property
    def loss(self) -> float:
        return float(self.model.loss_)

    def __call__(self, steps: int) -> None:
        if self.net.batch is None:
            self.model.set_params(max_iter=steps)
            self.model.fit(self.x, self.labels)
            return
        each = self.config.iterations_per_epoch
        while steps:
            taken = min(steps, each - self.iteration % each)
            numbers = range(self.iteration + 1, self.iteration + taken + 1)
            rows = np.concatenate([batch_rows(self.config, iteration) for iteration in numbers])
            self.model.set_params(batch_size=min(self.net.batch, len(rows)))
            self.model.partial_fit(self.x[rows], self.labels[rows])
            self.iteration, steps = self.iteration + taken, steps - taken

    def parameters(self) -> list[Array]:
        return [array for pair in zip(self.model.coefs_, self.model.intercepts_, strict=True) for array in pair]
