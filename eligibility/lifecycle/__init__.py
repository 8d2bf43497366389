"""How long what is stored is kept, and how every copy of it goes."""
