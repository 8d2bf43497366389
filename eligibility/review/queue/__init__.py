"""The list of submissions: what waits, most urgent first, and ways to find one."""
