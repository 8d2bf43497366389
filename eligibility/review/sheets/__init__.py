"""The sheets staff print, of one submission or of many."""
