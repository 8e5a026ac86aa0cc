"""What the tests in a browser share beside their fixtures: the browser, a server that counts, what a console says."""

from __future__ import annotations

import shutil
from typing import ClassVar

from django.contrib.staticfiles.handlers import StaticFilesHandler

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Counting(StaticFilesHandler):
    """Knows how many requests are being answered, so that a test can end when the last one has left the database."""

    answering: ClassVar[set] = set()

    def __call__(self, environ, start_response):
        self.answering.add(id(environ))
        try:
            return super().__call__(environ, start_response)
        finally:
            self.answering.discard(id(environ))


def complaints(page):
    """Errors other than the editor's own attributes, and what the browser notes of requests that we made fail."""
    known = ("inline event handler", "Failed to load resource", "favicon")
    return [text for kind, text in page.complaints if kind == "error" and not any(part in text for part in known)]
