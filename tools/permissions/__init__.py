"""Who may do what on what: as a table in the docs, and by taking each statement away to see what it is for."""
