"""What a request of CloudFormation comes to. Pure: no SDK, no clock, no environment."""
