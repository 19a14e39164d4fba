"""Accounts and stacks, as far as they are known at synth."""

import aws_cdk as cdk

from constructs import Construct


def is_of_another_account(resource: cdk.IResource, scope: Construct) -> bool:
    """Tell whether a resource is known to belong to another account than the stack of `scope`."""
    accounts = resource.env.account, cdk.Stack.of(scope).account
    return accounts[0] != accounts[1] and not any(map(cdk.Token.is_unresolved, accounts))


def outermost(stack: cdk.Stack) -> cdk.Stack:
    """Return the stack whose name, which is known, the names of nested ones begin with."""
    return outermost(stack.nested_stack_parent) if stack.nested_stack_parent else stack
