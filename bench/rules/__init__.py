"""How fast the rules give all findings: ours, a table of dicts, and a rule engine in Rust."""
