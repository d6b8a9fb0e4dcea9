"""The lines of an explanation: what they say, and which of them stand where there is not room for all."""

from __future__ import annotations

from glassnet.core.gradcheck import AGREES, KINK, UNCLEAR
from glassnet.core.numerals import brief
from glassnet.core.terms import label
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.texts import fitting, shorten, shorten_formula, wrapped
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.explain import past, since
from glassnet.tui.panels.explain.beside import side_by_side
from glassnet.tui.panels.explain.columns import GUTTER, columns_of
from glassnet.tui.panels.explain.formula import limited
from glassnet.tui.panels.explain.grid import Grid
from glassnet.tui.panels.explain.lines import Line, Span, valued
from glassnet.tui.panels.explain.page import Page
from glassnet.tui.panels.explain.table import Table
from glassnet.tui.panels.explain.words import signed
from glassnet.tui.panels.judged import mistake_of, right_lines, right_of
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.verdicts import BAD, DOUBT, GOOD, TONES, in_words, slopes

LABELS = 44  # columns from which on labels stand before the lines
COMFORTABLE = 6  # rows of a table before the lines below it get theirs
LOW, TALL = 12, 26  # lines from which on a formula may take 2, and 3
AIRY = 18  # lines from which on blank ones come before more rows of a long table


class Sheet:
    """Paints what is said about one number inside the frame."""

    def __init__(self, canvas: Canvas, page: Page, snapshot: Snapshot, look: PaintOptions) -> None:
        self.canvas, self.page, self.snapshot, self.look = canvas, page, snapshot, look
        self.palette = look.palette
        self.gutter = GUTTER if canvas.width >= LABELS else 0
        self.room = canvas.width - self.gutter
        self.rows = 0  # lines for rows of the table, for the arrow keys
        self.cut = False  # whether some parts are not shown
        self.since = since.changed(snapshot)
        self.right = right_of(snapshot, page.explanation)
        self.table: Table | None = None

    def paint(self) -> None:
        """Everything that fits, from the top."""
        canvas, page, height = self.canvas, self.page, self.canvas.height
        top: list[Line] = []
        most = 3 if height >= TALL else 2 if height >= LOW else 1
        for lines in (*self._origin(most), *self._mistake(most)):
            if 1 + len(top) + len(lines) > height:
                break
            top += lines
        self.table = page.table if page.table is not None and columns_of(page.table, canvas.width) else None
        table = self.table
        left = height - 1 - len(top)
        summed = table is not None and table.total is not None
        around = 1 + summed if table is not None else 0
        rows = len(table.rows) if table is not None else 0
        said = bool(self._since())
        if left < around + 1 + said:
            table, rows, around = None, 0, 0
            self.table = None
        need = around + min(rows, COMFORTABLE)
        below = self._below(max(0, min(left, int(bool(self._since()))), left - need))
        left -= len(below)
        blanks = (4 if height >= TALL else 2) if rows and around + rows > left - 2 and height >= AIRY else 0
        self.rows = min(rows, left - around - blanks)
        left -= around + self.rows
        after = bool(table is not None and table.after) and left > 0
        left -= after
        rule = summed and table is not None and left > 0 and height > 10
        left -= rule
        gaps = {gap for gap, _ in zip("tsbc", range(max(0, left)), strict=False)}
        y = 0
        self._put(y, self._head())
        y += 1 + ("s" in gaps)
        for line in top:
            self._put(y, line)
            y += 1
        y += "t" in gaps
        if table is not None:
            grid = Grid(canvas.view(0, y, canvas.width, height - y), page, table, self.snapshot, self.look, self.since)
            choices = self.snapshot.choices
            y += grid.paint(choices.full, choices.operand, self.rows, rule, after)
            self.cut = self.cut or self.rows < rows
        y += "b" in gaps
        for line in below:
            y += "c" in gaps and line is below[-1] and len(below) > 1
            self._put(y, line)
            y += 1

    def _put(self, y: int, line: Line) -> None:
        for span in line:
            self.canvas.text(span.x, y, shorten(span.text, self.canvas.width - span.x), span.fg, bold=span.bold)

    def _labelled(self, name: str, *spans: Span) -> Line:
        return [Span(0, name, self.palette.muted), *spans] if self.gutter else list(spans)

    # --- lines ---

    def _head(self) -> Line:
        name = self.page.explanation.label
        x = max(self.gutter, len(name) + 2)
        room = self.canvas.width - x
        says = fitting(room, *self.page.headlines) if room > 8 else ""
        return [Span(0, shorten(name, self.canvas.width), self.palette.now, True), Span(x, says, self.palette.text)]

    def _origin(self, most: int) -> list[list[Line]]:
        """The step with its formulas; the right ones too, beside or below, where a handed-in number does not follow."""
        if self.right is not None:
            full, width = self.snapshot.choices.full, self.canvas.width
            if beside := side_by_side(self.page, self.right, width, most, full, self.palette):
                self.cut = beside.cut
                return beside.groups
        return [*self._step(), *self._formula(most), *self._right()]

    def _step(self) -> list[list[Line]]:
        """The step, or where the number was given."""
        if self.page.explanation.step is None:
            most, fg = max(1, min(3, self.canvas.height - 1)), self.palette.text
            return [
                [
                    self._labelled("" if j else name, Span(self.gutter, part, fg, i == 0))
                    for j, part in enumerate(limited(text, self.room, most))
                ]
                for i, (name, text) in enumerate(self.page.origin)
            ]
        text = shorten_formula(self.page.explanation.array_formula, self.room)
        line = self._labelled("yours" if self.right else "step", Span(self.gutter, text, self.palette.text, True))
        code = self.page.explanation.numpy_line
        if len(code) + len(text) + 3 <= self.room:
            line.append(Span(self.canvas.width - len(code), code, self.palette.muted))
        return [[line]]

    def _formula(self, most: int) -> list[list[Line]]:
        """The formula with names, with numbers, and without short words for functions."""
        formula = self.page.formula(self.room, most, self.snapshot.choices.full)
        if formula is None:
            return []
        palette, x = self.palette, self.gutter
        self.cut = formula.cut
        names = [
            self._labelled("" if i else "formula", Span(x, text, palette.text))
            for i, text in enumerate(formula.symbols)
        ]
        explanation = self.page.explanation
        value = signed(explanation.program, explanation.name, explanation.value, explanation.digits)
        numbers = [
            self._labelled("" if i else "numbers", *line)
            for i, line in enumerate(valued(x, formula.numbers, value, explanation.value, palette))
        ]
        groups = [names, numbers]
        if (slope := explanation.slope) is not None:
            filled, result = slope.numbers(explanation.digits), f" = {brief(slope.value, explanation.digits)}"
            whole, short = f"{slope.symbols()} = {filled}{result}", f"{slope.symbol}({slope.name}) = {filled}{result}"
            text = fitting(self.room, whole, short, f"{slope.symbol}{result}")
            groups.append([self._labelled("slope", Span(x, text, palette.text))])
        elif formula.unfolded and len(formula.unfolded) <= self.room and most > 1:
            groups.append([self._labelled("unfolds", Span(x, formula.unfolded, palette.text))])
        return groups

    def _mistake(self, most: int) -> list[list[Line]]:
        """What is wrong with a handed-in number, in at most two lines."""
        words = "" if self.right is None else mistake_of(self.snapshot, self.page.explanation.name)
        lines = wrapped(words, self.room)
        lines = lines if len(lines) <= min(2, most) else [shorten(words, self.room)]
        fg = self.palette.bad
        made = [
            self._labelled("" if i else "mistake", Span(self.gutter, text, fg, True)) for i, text in enumerate(lines)
        ]
        return [made] if made else []

    def _right(self) -> list[list[Line]]:
        """Below a handed-in number that does not follow: the right step with its numbers."""
        made = []
        for name, text, beside in [] if self.right is None else right_lines(self.page.explanation, self.right):
            fg, shown = self.palette.good if name else self.palette.text, shorten_formula(text, self.room)
            line = self._labelled(name, Span(self.gutter, shown, fg, bool(name)))
            if beside and len(beside) + len(shown) + 3 <= self.room:
                line.append(Span(self.canvas.width - len(beside), beside, self.palette.muted))
            made.append([line])
        return made

    def _below(self, most: int) -> list[Line]:
        """The lines under the table, as many as there is room for."""
        lines: list[Line] = []
        for make in (self._since, self._check, self._then, self._chain):
            if len(lines) < most and (line := make()):
                lines.append(line)
        if len(lines) < most and (line := self._past()):  # the chain stays the last one
            lines.insert(len(lines) - 1, line)
        return lines

    def _past(self) -> Line:
        """What the number was in each iteration so far, as a curve in one line."""
        texts = past.lines(self.snapshot, self.page.explanation, self.room, self.look)
        if texts is None:
            return []
        x, (curve, words) = self.gutter, texts
        return self._labelled(
            "course", Span(x, curve, self.palette.positive), Span(x + len(curve) + 2, words, self.palette.muted)
        )

    def _since(self) -> Line:
        """What was read and is another number by now, where the table has no room to say it."""
        columns = None if self.table is None else columns_of(self.table, self.canvas.width, bool(self.since))
        if columns is not None and (columns.now or (columns.note and self.table and self.table.kind == "operands")):
            return []
        chosen, operands = self.snapshot.choices.operand, self.page.explanation.operands
        texts = since.lines(operands, self.since, chosen, self.snapshot)
        if not texts:
            return []
        return self._labelled("since", Span(self.gutter, fitting(self.room, *texts), self.palette.now))

    def _check(self) -> Line:
        """The slope by differences of the loss; of a z or an a only where that says more than the formula."""
        check, program = self.page.check, self.page.explanation.program
        apart = self.page.explanation.apart is not None
        if check is None or (check.verdict == AGREES and check.name not in program.parameters and not apart):
            return self._slope_check()
        tones = {GOOD: self.palette.good, DOUBT: self.palette.now, BAD: self.palette.bad}
        says, fg = in_words(check), tones[TONES[check.verdict]]
        if check.verdict == KINK:
            up, down = slopes(check)
            texts = [f"slope going up {up}, going down {down}", f"up {up}, down {down}"]
        else:
            of, value = label(check.name, check.index), signed(program, self.page.explanation.name, check.numeric)
            what = "total" if program.info[self.page.explanation.name].with_penalty else "loss"
            whole = f"({what}({of}+ε) - {what}({of}-ε)) / 2ε = {value}"
            texts = [whole, f"slope by ±ε = {value}", f"by ±ε: {value}", value]
        reason = says[0] if TONES[check.verdict] == DOUBT else says[-1]
        room = self.room - 3 - min(len(reason), self.room // 2)
        text = next((each for each in texts if len(each) <= room), "")
        x = self.gutter + (len(text) + 3 if text else 0)
        verdict = fitting(self.canvas.width - x, *says)
        return self._labelled("check", Span(self.gutter, text, self.palette.text), Span(x, verdict, fg))

    def _slope_check(self) -> Line:
        """The slope of the activation by differences of the activation itself."""
        slope = self.page.explanation.slope
        if slope is None or slope.verdict not in (AGREES, UNCLEAR):
            return []
        of, value = slope.symbol.removesuffix("′"), brief(slope.numeric)
        whole = f"{slope.symbol} by ±ε: ({of}(z+ε) - {of}(z-ε)) / 2ε = {value}"
        says = "agrees" if slope.verdict == AGREES else "rounding hides more"
        text = fitting(self.room - len(says) - 3, whole, f"{slope.symbol} by ±ε: {value}", "")
        fg = self.palette.good if slope.verdict == AGREES else self.palette.now
        at = self.gutter + len(text) + 3
        return self._labelled("check", Span(self.gutter, text, self.palette.text), Span(at, says, fg)) if text else []

    def _then(self) -> Line:
        palette, consequence = self.palette, self.page.consequence
        if consequence is None:
            text = self.page.readers
            return self._labelled("then", Span(self.gutter, shorten(text, self.room), palette.text)) if text else []
        text = shorten_formula(consequence.text, self.room)
        line = self._labelled("then", Span(self.gutter, text, palette.text))
        note = fitting(self.room - len(text) - 3, consequence.step, consequence.step.partition(",")[0], "")
        line.append(Span(self.gutter + len(text) + 3, note, palette.muted))
        return line

    def _chain(self) -> Line:
        """The numbers gone through, the last one bold, and the operand that comes next."""
        palette, choices = self.palette, self.snapshot.choices
        names = [each.label for each in choices.trail]
        operands = self.page.explanation.operands
        following = operands[choices.operand] if 0 <= choices.operand < len(operands) else None
        ahead = f" › {label(following.name, following.index)}" if following is not None else ""
        if len(names[-1]) + len(ahead) > self.room:
            ahead = ""
        before = "".join(f"{name} › " for name in names[:-1])
        while len(before) + len(names[-1]) + len(ahead) > self.room and before:
            rest = before.removeprefix("… › ").partition(" › ")[2]
            before = f"… › {rest}" if rest or len(before) > 4 else ""
        x = self.gutter + len(before)
        return self._labelled(
            "chain",
            Span(self.gutter, before, palette.muted),
            Span(x, shorten(names[-1], self.room), palette.now, True),
            Span(x + len(names[-1]), ahead, palette.muted),
        )
