"""Past results that another version of the rules would change."""
