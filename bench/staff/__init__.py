"""Goals 12 to 14: the clinic's list at a million submissions beside the same list at a thousand."""
