"""A judgement in words."""

from __future__ import annotations

from glassnet.scenarios.judge.judgement import Judgement


def in_words(judgement: Judgement, everything: bool = False) -> str:
    return str(judgement.as_json())


def in_html(judgement: Judgement) -> str:
    return ""
