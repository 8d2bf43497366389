"""Bends the rules and their language one place at a time, and sees whether a test notices."""
