"""Permissions: who can read what, and which statements are missing."""
