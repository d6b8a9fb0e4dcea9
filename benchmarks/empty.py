"""The app beside which ours is measured: an empty one of Textual's, that imports NumPy and shows a count in some lines.

`space` counts on; `r` counts as fast as frames come, until it is pressed again. All numbers of all lines change with
the count: with as many lines as the screen has it does what any app must that shows a screen of other numbers.
"""

SOURCE = """\
import asyncio, sys

import numpy
from textual.app import App
from textual.widgets import Static

class Empty(App):
    count, runs = 1, False

    def compose(self):
        yield Static(self.words(), markup=False)

    def words(self):
        numbers = " ".join(f"{(self.count * k * 0.6180339) % 1:.4f}" for k in range(1, 14))
        return "\\n".join([f"one step, count {self.count} {numbers}"] * int(sys.argv[1]))

    def go_on(self):
        self.count += 1
        self.query_one(Static).update(self.words())

    def key_space(self):
        self.go_on()

    def key_r(self):
        self.runs = not self.runs
        if self.runs:
            self.run_worker(self.run_on())

    async def run_on(self):
        while self.runs:
            self.go_on()
            drawn = asyncio.get_running_loop().create_future()
            self.call_after_refresh(drawn.set_result, None)
            await drawn

Empty().run()
"""
COUNT = r"count (\d+)"
ONE_LINE, WHOLE_SCREEN = ("-c", SOURCE, "1"), ("-c", SOURCE, "40")
