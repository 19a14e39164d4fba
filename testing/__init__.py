"""What tests, benchmarks and tools share: a simulated AWS, histories of it, and the real CDK CLI on the local AWS."""
