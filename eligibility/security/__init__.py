"""What keeps answers secret and whole: sealed fields, tokens, limits, headers."""
