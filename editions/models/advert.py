"""Advertisements handed in as PDF: the file as it came, and what is printed of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from editions.models import handed_in


class AdvertFile(handed_in.HandedIn):
    """The PDF of an advertisement, which one slot or several print; another file is another row. Append-only.

    page.pdf is cut to its trim box, whose measures these are; print.jpg is what is printed.
    """

    class Meta:
        verbose_name = _("file of an advertisement")
        verbose_name_plural = _("files of advertisements")
        ordering = ["-id"]
        constraints = handed_in.checks("advert_file")

    def __str__(self) -> str:
        return self.name

    @property
    def print_name(self) -> str:
        """How a page source names what is printed of it."""
        return f"advert-{self.pk}-{self.sha256[:16]}"
