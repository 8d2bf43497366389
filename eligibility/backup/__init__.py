"""A copy of the database in one sealed file, and the way back from it."""
