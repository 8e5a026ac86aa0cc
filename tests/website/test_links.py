"""The addresses that are filled into forms are those that `reverse` would write."""

import pytest
from django.urls import reverse

from website.links import FORMS, address

PARTS = {
    "article": (81,),
    "api_article": (81,),
    "section": ("local",),
    "series": ("craft",),
    "author": ("shen-zhiyao",),
    "edition": ("2025-10-17-2",),
    "page": ("2025-10-17", "A01"),
    "page_pdf": ("2025-10-17", "A01"),
    "clip": ("2025-10-17", "A01", 81),
    "clip_picture": ("2025-10-17-2", "02-03", 81),
}


def test_each_form_is_tried():
    assert set(PARTS) == set(FORMS)


@pytest.mark.parametrize("name", PARTS)
def test_an_address_is_the_one_that_leads_there(name):
    assert address(name, *PARTS[name]) == reverse(f"website:{name}", args=PARTS[name])
