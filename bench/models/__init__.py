"""Waiters and queues without AWS, on a virtual clock."""
