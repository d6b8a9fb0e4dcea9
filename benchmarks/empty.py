"""The app beside which ours is measured: an empty one of Textual's, that imports NumPy and shows a count.

`space` counts on; `r` counts as fast as frames come, until it is pressed again.
"""

SOURCE = """\
import asyncio

import numpy
from textual.app import App
from textual.widgets import Static

class Empty(App):
    count, runs = 1, False

    def compose(self):
        yield Static("one step, count 1")

    def go_on(self):
        self.count += 1
        self.query_one(Static).update(f"one step, count {self.count}")

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
