"""The order of imports and uploads."""
