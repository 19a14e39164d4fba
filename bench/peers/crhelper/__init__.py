"""Peer (b): crhelper, as its README has it."""
