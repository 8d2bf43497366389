"""The protocol as logic: what holds for every possible set of answers, shown and not sampled."""
