"""How long the tests in a browser wait for what must come: a slow machine is not a fault."""

from __future__ import annotations

from playwright.sync_api import expect

PATIENCE = 90_000  # milliseconds

expect.set_options(timeout=PATIENCE)
