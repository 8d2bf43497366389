"""Who looked at what: a log that rows are added to, and that shows when one was changed."""
