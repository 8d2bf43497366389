"""Dates as people read them aloud."""
