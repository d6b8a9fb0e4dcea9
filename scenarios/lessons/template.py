"""The text that a lesson of one's own begins as: a few steps that hold, with what may be written in their place."""

from __future__ import annotations

TEMPLATE = """\
# A lesson of your own. `glassnet lesson check FILE` goes through it and says what is not so; `glassnet learn FILE`
# opens it. The engine fills in what stands in braces. `glassnet lesson show example` has all that a step can do.

title = "From z to a"
about = "What relu makes of a number below 0."   # one line for the list
start = "xor --seed 0"                           # as on the command line; at = "120:dW2" would open that moment
lock = ["settings"]                              # also scenario, edit, run, explain; digits that would leave always are

[[step]]                                         # one that waits until something is so on the screen
id = "forward"
say = "{key step} does one operation, first {formula z1}. Step on until z1 is there."
wait = { reached = "z1" }
do = ["space"]                                   # what a learner does for it: the check does it too
hint = ["One key is one operation.", "Press {key step}."]

[[step]]
id = "origin"
say = "z1[3,0] is {z1[3,0]}. Put the cursor on it, and ask with {key explain} where it comes from."
wait = { explained = "z1[3,0]" }
do = ["@z1[3,0]", "enter"]

[[step]]                                         # one that asks: the answer is hidden everywhere until it is given
id = "sign"
say = "z1[3,1] is {z1[3,1]}, and the next step is {formula a1}. Which sign will a1[3,1] have?"
ask = { sign = "a1[3,1]" }
miss = { negative = "relu gives nothing below 0." }
hint = ["Is z1[3,1] above 0 or below?", "relu gives z where z is above 0, else 0."]
"""
