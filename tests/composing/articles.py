"""Articles for the composing room: a small cast of manuscripts, and any text at all."""

from __future__ import annotations

from hypothesis import strategies as st

from editions.composing.grid import Cells
from editions.composing.manuscript import Item, Manuscript, Photo
from editions.composing.slots import PhotoPlace, Setting, Slot

SENTENCE = "云岫市今年把老街坊请回新房子，看房那天下着小雨，谁也没有打伞。"
PHOTO = Photo(7, "bridge.jpg", 1500, 1000, "昨天午后，巡河员划着小艇打捞水面的落叶。", "陶金 摄", "石桥横跨河面")


def manuscript(*texts: str, article: int = 1, headline: str = "老街坊 新日子", **more) -> Manuscript:
    """Paragraphs; a text that begins with ## is a subhead."""
    items = tuple(
        Item("subhead", text[2:]) if text.startswith("##") else Item("paragraph", text)
        for text in texts or (SENTENCE * 6,)
    )
    return Manuscript(article=article, version=1, headline=headline, items=items, **more)


TWO_COLUMNS = Cells(0, 0, 2, 26)


def slot(*settings: Setting, cells: Cells = TWO_COLUMNS, style="normal", role="article", **more) -> Slot:
    return Slot("one", role, style, cells, settings=settings, **more)


def setting(written: Manuscript, **more) -> Setting:
    return Setting(placement=written.article, manuscript=written, **more)


def body_of(written: Manuscript) -> str:
    return "".join(item.text for item in written.items)


def printed(block) -> str:
    """Every character of a block's text columns, in reading order."""
    return "".join(line for column in block.columns for piece in column.pieces for line in piece.lines)


ALPHABET = [*"云岫市今年把老街坊请回新房子看", *"，。“”（）——……《》", *"AV5%· /", "\n", "😀", "𬀩"]
TEXT = st.text(alphabet=ALPHABET, max_size=160)
KINDS = st.sampled_from(["paragraph", "paragraph", "paragraph", "subhead", "item", "quotation"])
ITEMS = st.lists(st.builds(Item, KINDS, TEXT), max_size=7).map(tuple)
PLACES = st.builds(
    PhotoPlace,
    st.integers(1, 4),
    st.integers(0, 30),
    st.sampled_from(["top_right", "top_left", "top", "bottom"]),
    st.integers(0, 2),
)
MANUSCRIPTS = st.builds(
    Manuscript,
    article=st.just(1),
    version=st.just(1),
    headline=TEXT,
    kicker=st.text(alphabet=ALPHABET, max_size=20),
    deck=TEXT,
    series=st.sampled_from(["", "大河之问"]),
    opening=st.sampled_from(["", "本报讯（记者 沈知遥）", "新华社北京10月17日电"]),
    closing=st.sampled_from(["", "（记者 何守一）"]),
    items=ITEMS,
    photos=st.lists(st.just(PHOTO), max_size=2).map(tuple),
)
