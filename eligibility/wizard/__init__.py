"""The patient's journey: formtools' named-URL wizard over a draft store of our own."""
