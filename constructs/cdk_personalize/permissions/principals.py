"""Principals of policies, and the accounts and stacks of resources."""

import aws_cdk as cdk

from constructs import Construct

PERSONALIZE = "personalize.amazonaws.com"
"""The service principal, which assumes the import role and also reads the data itself; the same in all partitions."""


def is_of_another_account(resource: cdk.IResource, scope: Construct) -> bool:
    """Return whether a resource is in another account than the stack of `scope`, or can be: that one is unknown."""
    account = resource.env.account
    return account != cdk.Stack.of(scope).account and not cdk.Token.is_unresolved(account)


def outermost(stack: cdk.Stack) -> cdk.Stack:
    """Return the top-level stack, whose name is the prefix of the names of its nested stacks."""
    return outermost(stack.nested_stack_parent) if stack.nested_stack_parent else stack
