"""Who may read what, and which statements are missing."""
