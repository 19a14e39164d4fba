"""Peer (a): the CDK's Provider framework, as the documentation of `aws_cdk.custom_resources` has it."""
