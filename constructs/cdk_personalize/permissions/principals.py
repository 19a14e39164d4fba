"""The principals of policies: the service, and the accounts and stacks that are known at synth."""

import aws_cdk as cdk

from constructs import Construct

PERSONALIZE = "personalize.amazonaws.com"
"""Assumes the import role, and reads the data as a service too; the same in every partition."""


def is_of_another_account(resource: cdk.IResource, scope: Construct) -> bool:
    """Tell whether a resource is of another account than the stack of `scope`, or, as that is not known, may be."""
    account = resource.env.account
    return account != cdk.Stack.of(scope).account and not cdk.Token.is_unresolved(account)


def outermost(stack: cdk.Stack) -> cdk.Stack:
    """Return the stack whose name, which is known, the names of nested ones begin with."""
    return outermost(stack.nested_stack_parent) if stack.nested_stack_parent else stack
