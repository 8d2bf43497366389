"""The clinic's side: reading, reviewing and printing what patients sent."""
