"""Measurements to run by hand. None is a test, and no test looks at a clock."""
