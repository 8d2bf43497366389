"""The sheet: one traversal of findings, answers and content for page, print and staff."""
