"""Readers' tests speak the paper's language, which is Chinese unless a test sets another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _sentences_in_english() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield
