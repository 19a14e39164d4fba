"""The calls to AWS: one module for each service, and nothing else calls one."""
