"""Django's PostgreSQL, with connections that are tried before each use at no cost."""
