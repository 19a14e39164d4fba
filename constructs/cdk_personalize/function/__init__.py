"""The function: its code, its log group and its settings."""
