"""How other programs speak with Candor. Names and codes here are permanent."""
