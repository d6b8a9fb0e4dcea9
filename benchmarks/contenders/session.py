"""What users get: a session as the app and `glassnet train` have it, with its past, losses and slices of time."""

from __future__ import annotations

from benchmarks.nets import Array, Net
from glassnet.scenarios.base import CLASSES, REGRESSION, Scenario, dataset
from glassnet.scenarios.sessions.session import Session

SLICE = 0.02  # seconds, as the app has them


class InSession:
    """The engine through a session that keeps all of its past."""

    def __init__(self, net: Net) -> None:
        config = net.config()
        kinds = tuple(str(kind) for kind in range(net.sizes[-1])) if net.loss == "cross_entropy" else ()
        data = dataset(CLASSES if kinds else REGRESSION, *net.data(), classes=kinds)
        self.session = Session(Scenario("net", "", "", "", "", data, config.network, config.training))

    @property
    def loss(self) -> float:
        return float(self.session.losses.train.values[-1])

    def __call__(self, steps: int) -> None:
        done = 0
        while done < steps:
            done += self.session.run(steps - done, SLICE)

    def parameters(self) -> list[Array]:
        return [self.session.state[name] for name in self.session.program.parameters]
