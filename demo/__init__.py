"""Shows the example at work: the CDK CLI deploys it to an AWS on this machine, and the stack waits for its data."""
