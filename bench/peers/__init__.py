"""What people would use instead of this library, each as its own documentation does it."""
