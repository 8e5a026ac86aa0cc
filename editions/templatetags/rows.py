"""Tags for pages of hundreds of rows: what every row has alike is rendered once, and only repeated in the rows."""

from __future__ import annotations

from django import template

register = template.Library()


@register.simple_block_tag
def once(content: str) -> str:
    """The block as it is; `{% once as name %}` keeps it as a variable for the rows below."""
    return content
