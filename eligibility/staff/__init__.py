"""Who may open the clinic's pages: sign-in, second factor, roles and sessions."""
