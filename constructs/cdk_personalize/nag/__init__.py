"""What cdk-nag finds, and why it stays."""
