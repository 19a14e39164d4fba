"""What is imported before what."""
