"""The data keys over the years: a new one takes over, and a wrong one is noticed at once."""
