"""AWS CDK constructs for Amazon Personalize dataset imports."""
