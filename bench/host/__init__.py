"""The machine, and what processes take of it."""
