"""The sentences with which a PDF is refused, of a page or an advertisement; each says what can be done."""

from __future__ import annotations

from editions.composing.uploaded.limits import (
    ADVERT_BYTES,
    ADVERT_SIDE_MM,
    MAX_BYTES,
    MAX_PAGES,
    MAX_SIDE_MM,
    MIN_SIDE_MM,
)


def gettext_noop(text: str) -> str:
    """Marks a text for the catalog; it is translated when somebody reads it."""
    return text


SENTENCES = {
    "empty": gettext_noop("The file is empty. Export the page again and upload it once more."),
    "too-large": gettext_noop("The PDF is too large (over %(limit)s MB). Export it with pictures at 300 dpi at most."),
    "not-pdf": gettext_noop("This is not a PDF. Export the page as PDF and upload that."),
    "encrypted": gettext_noop("This PDF is locked with a password. Export the page without protection."),
    "damaged": gettext_noop("This PDF is damaged or cut off. Export the page again and upload the whole file."),
    "no-such-page": gettext_noop("This PDF has no page of that number: it has %(pages)s."),
    "several-pages": gettext_noop("This PDF has %(pages)s pages. Say which of them is this page of the paper."),
    "too-many-pages": gettext_noop("This PDF has more than %(limit)s pages. Export the page of the paper alone."),
    "too-small": gettext_noop("The page is too small: each side must be at least %(limit)s mm long."),
    "too-wide": gettext_noop("The page is too large: no side may be longer than %(limit)s mm."),
    "too-narrow": gettext_noop("The page is extremely narrow. Export the page of the paper, not a strip of it."),
    "blank": gettext_noop("The page is blank. Choose the page that was meant."),
    "too-costly": gettext_noop("This PDF takes too much time or memory to open. Export it again, as PDF 1.4 or PDF/X."),
    "entangled": gettext_noop(
        "This PDF carries programs or files that cannot be taken out without changing the page. "
        "Print it into a new PDF and upload that."
    ),
    "active": gettext_noop("This PDF carries programs, actions or files. Print it into a new PDF and upload that."),
    "busy": gettext_noop("Too many pages are being opened at this moment. Wait a minute and try again."),
}
_LIMITS = {
    "too-large": MAX_BYTES // 2**20,
    "too-many-pages": MAX_PAGES,
    "too-small": MIN_SIDE_MM,
    "too-wide": MAX_SIDE_MM,
}
# Who brings an advertisement has mostly not made it.
OF_ADVERT = {
    "empty": gettext_noop("The file is empty. Ask for the advertisement once more."),
    "too-large": gettext_noop("The PDF is too large (over %(limit)s MB). Ask for it with pictures at 300 dpi at most."),
    "not-pdf": gettext_noop("This is not a PDF. An advertisement is handed in as a PDF of one page."),
    "encrypted": gettext_noop("This PDF is locked with a password. Ask for it without protection."),
    "damaged": gettext_noop("This PDF is damaged or cut off. Upload the whole file, or ask for it once more."),
    "several-pages": gettext_noop(
        "This PDF has %(pages)s pages; an advertisement has exactly one. Ask for that alone."
    ),
    "too-many-pages": gettext_noop(
        "This PDF has more than %(limit)s pages; an advertisement has exactly one. Ask for that alone."
    ),
    "too-small": gettext_noop("The advertisement is too small: each side must be at least %(limit)s mm long."),
    "too-wide": gettext_noop("The advertisement is too large: no side may be longer than %(limit)s mm."),
    "too-narrow": gettext_noop("The advertisement is extremely narrow. Ask for it in the shape of its place."),
    "blank": gettext_noop("The advertisement is blank. Upload the file that was meant."),
}
_LIMITS_OF_ADVERT = {**_LIMITS, "too-large": ADVERT_BYTES // 2**20, "too-small": ADVERT_SIDE_MM}


class UnreadablePage(ValueError):
    """A PDF the desk does not take. `reason` is a key of `SENTENCES`; str() the sentence, in the reader's language."""

    def __init__(self, reason: str, pages: int = 0) -> None:
        self.reason = reason if reason in SENTENCES else "damaged"
        self.pages = pages
        super().__init__(self.reason)

    def __str__(self) -> str:
        from django.utils.translation import gettext

        return gettext(SENTENCES[self.reason]) % {"limit": _LIMITS.get(self.reason, 0), "pages": self.pages}

    def of_advert(self) -> str:
        """The same said of an advertisement."""
        from django.utils.translation import gettext

        sentence = OF_ADVERT.get(self.reason, SENTENCES[self.reason])
        return gettext(sentence) % {"limit": _LIMITS_OF_ADVERT.get(self.reason, 0), "pages": self.pages}


class BusyPress(UnreadablePage):
    """No place became free in time. Nothing is said about the file: the same one may be taken a minute later."""

    def __init__(self) -> None:
        super().__init__("busy")
