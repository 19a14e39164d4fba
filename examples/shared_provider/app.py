"""One app: the functions in a stack of their own, and two stacks that import with them.

`cdk deploy --all -c bucket=<name> -c day=2026-11-22` deploys it. The bucket holds `movies/` and `books/`, and its
policy has the statements that synth prints.
"""

import aws_cdk as cdk
from catalog import Catalog

from cdk_personalize import ImportProvider, Waiter

app = cdk.App()
interval = cdk.Duration.seconds(int(app.node.get_context("poll_seconds")))
functions = cdk.Stack(app, "ImportFunctions")
provider = ImportProvider(functions, "ImportProvider", waiter=Waiter.provider_framework(poll_interval=interval))
for name in ("Movies", "Books"):
    Catalog(cdk.Stack(app, name), "Catalog", provider=provider)
app.synth()
