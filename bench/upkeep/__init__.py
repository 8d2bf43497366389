"""What looks after a large database, and how long that takes."""
