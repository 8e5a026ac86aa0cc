"""What is set on a page: the words and photos of one approved version, freed of HTML and of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["paragraph", "subhead", "item", "quotation"]


@dataclass(frozen=True, slots=True)
class Item:
    """One block of a body. `text` is plain: a run of characters in reading order, no markup, no line break.

    `number` is that of an item of a numbered list, 0 of any other block.
    """

    kind: Kind
    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of an article as it is printed. `file` names the print rendition (at most 2,100 px) for the press.

    `width` and `height` are the pixels of the part that is shown; `part` is that part (left, top, width, height) in
    thousandths of the file's picture, `focus` what must stay in it, in percent from the left and the top of the file's.
    """

    id: int
    file: str
    width: int
    height: int
    caption: str
    credit: str
    alt: str
    part: tuple[int, int, int, int] = (0, 0, 1000, 1000)
    focus: tuple[int, int] = (50, 50)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One article for the page.

    `opening` runs into the first paragraph (本报讯（记者 沈知遥）) and `closing` ends the last one （记者 沈知遥）;
    `under_headline` is the credit line below the headline. `version` names what was approved: article and number.
    """

    article: int
    version: int
    headline: str
    kicker: str = ""
    deck: str = ""
    series: str = ""
    opening: str = ""
    closing: str = ""
    under_headline: str = ""
    genre: str = "news"
    items: tuple[Item, ...] = ()
    photos: tuple[Photo, ...] = ()

    @property
    def characters(self) -> int:
        return sum(len(item.text) for item in self.items)
