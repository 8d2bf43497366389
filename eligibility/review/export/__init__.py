"""Submissions as files, for who may export them: every row recorded, and safe to open."""
