"""Screens over the screen: help, lists, questions, checks. All typing happens here."""
