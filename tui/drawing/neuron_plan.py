"""Where the parts of the picture of one unit stand, and which of them have room. Pure arithmetic on cells."""

from __future__ import annotations

from glassnet.core.deferred import dataclass

NUMBER = 7  # cells of a number
LEAST_GAP = 4  # between z, a and the loss


@dataclass(frozen=True)
class NeuronPlan:
    """What has room, and where; columns count from the left of the picture, 1 is the first name.

    shown: inputs that have a row. stride: rows from one input to the next.
    below: whether gradients stand under the weights. under_bias: and under the bias.
    input, weight, product: columns, 0 where there is no room.
    fields: columns of z, a and the loss, as many as there is room for.
    """

    left: int
    header: bool
    shown: int
    stride: int
    below: bool
    under_bias: bool
    input: int
    weight: int
    product: int
    fields: tuple[int, ...]

    @property
    def first(self) -> int:
        """The row of the first input."""
        return int(self.header)

    @property
    def hidden_row(self) -> int:
        """The row that says how many inputs are not shown, where there are some."""
        return self.first + self.stride * self.shown

    def bias(self, inputs: int) -> int:
        """The row of the bias."""
        return self.hidden_row + (1 if self.shown < inputs else 0)


def plan_for(width: int, height: int, inputs: int) -> NeuronPlan:
    """The fullest picture that fits."""
    below = height >= 2 * inputs + 1
    under_bias = height >= 2 * inputs + 2
    header = height >= 2 * inputs + 3 or (not below and height >= inputs + 2)
    shown = inputs if height - header > inputs else max(0, height - header - 2)
    stride = (3 if height >= header + 3 * inputs + 2 else 2) if below else 1
    columns = _columns(width, inputs)
    used = (columns[3][-1] if columns[3] else columns[2]) + NUMBER - 1
    left = max(0, width - used) // 2 if columns[2] else 0
    return NeuronPlan(left, header, shown, stride, below, under_bias, *columns)


def _columns(width: int, inputs: int) -> tuple[int, int, int, tuple[int, ...]]:
    """The columns of inputs, weights, products, and of z, a and the loss."""
    input_cells = len(f"x[{inputs - 1}]") + 1 + NUMBER
    weight_cells = len(f"dW1[{inputs - 1},0]") + 1 + NUMBER
    if width < input_cells + 3 + weight_cells:  # the weights alone
        return 0, 1, 0, ()
    spare = width - (input_cells + 3 + weight_cells + 3 + NUMBER + 4 + 3 * NUMBER + 2 * LEAST_GAP)
    air = min(4, max(0, spare) // 10)
    gap = LEAST_GAP + min(8, max(0, spare - 4 * air) // 2)
    weight = 1 + input_cells + 3 + 2 * air
    product = weight + weight_cells + 3
    if product + NUMBER > width + 1:
        return 1, weight, 0, ()
    first = product + NUMBER + 4 + 2 * air
    fields = (first + k * (NUMBER + gap) for k in range(3))
    return 1, weight, product, tuple(at for at in fields if at + NUMBER <= width + 1)
