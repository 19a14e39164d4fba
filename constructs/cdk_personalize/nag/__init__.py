"""Acknowledged findings of cdk-nag."""
