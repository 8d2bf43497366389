"""Typing in what a patient filled in by hand."""
