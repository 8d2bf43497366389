"""How fast submissions are exported."""
