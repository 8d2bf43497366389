"""The journey under load: many patients at once, and many one after another."""
