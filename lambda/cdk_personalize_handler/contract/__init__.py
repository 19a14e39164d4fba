"""The custom resource's properties and their rules, read by the construct and by the function."""
