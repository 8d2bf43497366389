"""Texts that try to be more than text, put through every field to every place that shows it.

`strings` makes them; `fields` sends them; `places` and `files` look where they come out; `markup`
compares pages. `python -m tests.hostile` does all of it and prints a table.
"""
