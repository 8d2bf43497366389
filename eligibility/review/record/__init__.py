"""One submission: what was found, what staff did with it, and what they may do next."""
