"""What runs in AWS: the function behind the custom resource."""
