"""What imports add to a stack: resources, template and functions."""

import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import aws_cdk as cdk
from rich.console import Console

from bench.import_stacks import (
    MOST_DATASETS_OF_A_PROVIDER,
    Fill,
    as_existing_role,
    datasets_alone,
    into_datasets_of_the_app,
    into_existing,
)
from bench.section import Section, Table, Target
from bench.synthesis import Synthesised, synthesise
from cdk_personalize import Waiter

_FRAMEWORK, _CRHELPER = Waiter.provider_framework, Waiter.crhelper
_DEFAULT = "default waiter"
_NUMBERS = (1, 10, 100)
_MOST_OF_CRHELPER = 40
_KB = 1000
_MOST_RESOURCES, _MOST_TEMPLATE_KB, _MOST_ASSET_KB = 3, 4, 100
_MOST_RESOURCES_OF_A_STACK = 500
_TEXT = f"""\
Stacks with 1, 10 and 100 imports, synthesised by the CDK: how many resources they have, how large the template is, as
the CDK writes and uploads it (a KB has 1,000 bytes), and how many functions they deploy. *A further import* is a ninth of
what lies between 1 and 10. Counted is what the imports bring with them; where they import into datasets of the app, the
datasets themselves are taken off.

An import into a dataset whose ARN is known at synth brings its role and a custom resource. Of a dataset of the app the
ARN is known at deployment only, so the function has a right of its own to each, in a policy of its own. Its role has no
room for rights to many more than {MOST_DATASETS_OF_A_PROVIDER} of them, so each {MOST_DATASETS_OF_A_PROVIDER} have a
provider here, with its functions. crhelper serves up to {_MOST_OF_CRHELPER} imports in a stack.

The peers do less: their imports come with a role that somebody else has made, and their function may use it for any
dataset.
"""


@dataclass(frozen=True)
class _Contents:
    """What is in a stack. `template` is in bytes."""

    resources: int
    template: int
    functions: int

    @classmethod
    def of(cls, synthesised: Synthesised) -> "_Contents":
        return cls(len(synthesised.resources), synthesised.template.stat().st_size, len(synthesised.functions))

    def without(self, other: "_Contents") -> "_Contents":
        return _Contents(self.resources - other.resources, self.template - other.template, self.functions)


@dataclass(frozen=True)
class _Row:
    """Stacks of one kind, by their number of imports."""

    name: str
    contents: dict[int, _Contents]

    @property
    def resources_of_a_further_import(self) -> float:
        return (self.contents[10].resources - self.contents[1].resources) / 9

    @property
    def bytes_of_a_further_import(self) -> float:
        return (self.contents[10].template - self.contents[1].template) / 9
