"""The rules, by kind. Every one is applied to every patient; none stops another."""
