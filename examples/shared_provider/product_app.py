"""A product team's app, which imports with the platform team's functions.

`cdk deploy --app "python3 product_app.py" -c bucket=<name> -c day=2026-11-22` deploys it.
"""

import aws_cdk as cdk
from catalog import Catalog

from cdk_personalize import ImportProvider

app = cdk.App()
games = cdk.Stack(app, "Games")
Catalog(games, "Catalog", provider=ImportProvider.from_exports(games, "ImportProvider"))
app.synth()
