"""The places of a page: slots with a role and a style on the grid, and what is to be set in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from editions.composing.grid import Cells
from editions.composing.manuscript import Manuscript

# 头条, 二条, 倒头条, 报眼, 评论, 图片, 简讯, 更正, 广告, and 普通 for every other article.
Role = Literal[
    "lead", "second", "foot_lead", "ear", "opinion", "picture", "briefs", "corrections", "advert", "article",
]  # fmt: skip
# How it looks: the size of the headline, a frame around it, many short articles in one flow, a picture alone.
Style = Literal["lead", "second", "normal", "small", "box", "briefs", "picture"]
Corner = Literal["top_right", "top_left", "top", "bottom"]


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """Where a photo stands in its slot: `columns` of the text columns wide, `lines` high with its caption.

    `photo` counts the manuscript's photos from 0. `top` and `bottom` stand over or under all columns it covers.
    """

    columns: int
    lines: int
    corner: Corner = "top_right"
    photo: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """One article in a slot: the manuscript, what this page says otherwise, and where its text goes on.

    Empty overrides leave the article's own words. `trim` cuts that many characters from the end of the body, at the
    desk's explicit wish. `skip` characters were set on the page it is continued from. `jump_to` and `jump_from` are
    page labels; `jump_to` lets the remainder go there instead of being overset. `headline_step` below 0 is that many
    sizes smaller than fits; `headline_rows` sets the headline on so many lines; 0 leaves both to the fit. `placement`
    is the number of the placement; below 0 that of a printed correction.
    """

    placement: int
    manuscript: Manuscript
    headline: str = ""
    deck: str = ""
    photos: tuple[PhotoPlace, ...] = ()
    trim: int = 0
    skip: int = 0
    jump_to: str = ""
    jump_from: str = ""
    headline_step: int = 0
    headline_rows: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on the page. `text_columns` 0 means one a grid column; another number breaks the measure (变栏).

    `settings` is empty for an open slot; more than one only where the style is `briefs`, or where notices stand below
    one another under their `label` (更正), each a manuscript of the article it corrects. An advert has `label` (广告),
    its client's name in `advert`, and its artwork in `artwork`, a file of the press.
    """

    key: str
    role: Role
    style: Style
    cells: Cells
    text_columns: int = 0
    settings: tuple[Setting, ...] = ()
    label: str = ""
    advert: str = ""
    artwork: str = ""
