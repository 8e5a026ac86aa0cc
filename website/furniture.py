"""What stands on every readers' page: masthead, menu, imprint; kept by this process as long as the record stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from website.models import Masthead, PublishedEdition, PublishedSection, PublishedTopic
from website.record import RecordState


@dataclass(slots=True)
class Furniture:
    """Read at this state of the record or later; a paper without an edition has a masthead without a name."""

    state: RecordState
    masthead: Masthead
    sections: list[PublishedSection]
    # Whether the menu leads to topics, and to issues.
    has_topics: bool
    has_issues: bool
    parts: dict[tuple[Any, ...], SafeString] = field(default_factory=dict)

    def part(self, template: str, **more: str) -> SafeString:
        """A piece of markup that follows from the furniture and from these words alone, rendered once."""
        key = (template, get_language(), get_script_prefix(), *more.values())
        if key not in self.parts or settings.DEBUG:
            names = ("masthead", "sections", "has_topics", "has_issues")
            context = {**{name: getattr(self, name) for name in names}, **more}
            self.parts[key] = SafeString(get_template(template).render(context).rstrip("\n"))
        return self.parts[key]


_kept: list[Furniture] = []


def furniture_at(state: RecordState) -> Furniture:
    """What this process has, if the record has not changed since; else what stands there now."""
    kept = next(iter(_kept), None)
    if kept is None or kept.state != state:
        masthead = Masthead.objects.first() or Masthead(name="")
        has_topics, has_issues = PublishedTopic.objects.exists(), PublishedEdition.objects.exists()
        kept = Furniture(state, masthead, list(PublishedSection.objects.all()), has_topics, has_issues)
        _kept[:] = [kept]
    return kept


def forget_furniture() -> None:
    """For another record under the same numbers: each test has its own."""
    _kept.clear()
