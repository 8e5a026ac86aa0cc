"""Pages as other software would set them: known slots, known articles, a PDF; and what an outline is worth."""

import json
import random
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from editions.composing.manuscript import Item, Manuscript, Photo

COPY = Path(__file__).parents[2] / "newsroom" / "demo" / "copy"
WIDTH, HEIGHT = 390.0, 540.0
LEFT, COLUMN, GUTTER = 20.0, 54.4, 5.1
CELL, LINE = 3.4, 5.1
CHARS = 16

# Every line of type is placed by itself: nothing of the order or the flow of an article is in the PDF.
TYPST = """
#set page(width: {width}mm, height: {height}mm, margin: 0pt)
#set text(font: "Noto Serif SC", lang: "zh", top-edge: 0.88em, bottom-edge: -0.12em)
#let marks = json(bytes(sys.inputs.marks))
#for mark in marks {{
  if "picture" in mark {{ place(dx: mark.x * 1mm, dy: mark.y * 1mm, image("p.jpg", width: mark.w * 1mm, height: mark.h * 1mm, fit: "stretch")) }}
  else {{ place(dx: mark.x * 1mm, dy: mark.y * 1mm, text(size: mark.size * 1mm, mark.text)) }}
}}
"""  # noqa: E501


@dataclass(frozen=True)
class Slot:
    """Where an article stands: from column to column and line to line; a photo over some of its first columns.

    `notch` takes lines from the bottom of the last columns: (columns, lines).
    """

    column: int
    row: int
    span: int
    lines: int
    photo: tuple[int, int] = (0, 0)
    notch: tuple[int, int] = (0, 0)
    head_lines: int = 4

    def columns(self):
        """Each column of text: its left edge, its first line, and the line it ends before."""
        for at in range(self.span):
            top = self.row + self.head_lines + (self.photo[1] if at < self.photo[0] else 0)
            bottom = self.row + self.lines - (self.notch[1] if at >= self.span - self.notch[0] else 0)
            yield x_of(self.column + at), top, bottom

    def truth(self):
        """Its rectangles in percent of the page, which do not overlap."""
        right = x_of(self.column + self.span) - GUTTER
        whole = [(x_of(self.column), y_of(self.row), right, y_of(self.row + self.lines))]
        if self.notch[0]:
            edge = x_of(self.column + self.span - self.notch[0]) - GUTTER
            low = y_of(self.row + self.lines - self.notch[1])
            whole = [(*whole[0][:2], edge, whole[0][3]), (edge, whole[0][1], right, low)]
        return [(100 * a / WIDTH, 100 * b / HEIGHT, 100 * c / WIDTH, 100 * d / HEIGHT) for a, b, c, d in whole]


def x_of(column):
    return LEFT + column * (COLUMN + GUTTER)


def y_of(row):
    return 24 + row * LINE


@cache
def bodies():
    """The running text of long articles of the demo, without markup."""
    found = []
    for path in sorted(COPY.glob("day*.toml")):
        for page in tomllib.loads(path.read_text())["page"]:
            for article in page["article"]:
                if len(article.get("body", "")) > 500:
                    found.append((article["headline"], [p for p in article["body"].split("\n\n") if p[:2] != "##"]))
    return found


@dataclass
class Sheet:
    """A page under construction: what is drawn on it, the articles, where each of them truly stands."""

    seed: int = 1
    damage: float = 0.0
    marks: list = field(default_factory=list)
    manuscripts: list = field(default_factory=list)
    truths: dict = field(default_factory=dict)

    def __post_init__(self):
        self.chance = random.Random(self.seed)
        self.common = sorted(set("".join(p for _h, ps in bodies() for p in ps)))

    def say(self, x, y, size, text):
        spoiled = "".join(
            self.chance.choice(self.common) if self.chance.random() < self.damage else letter for letter in text
        )
        self.marks.append({"x": x, "y": y, "size": size, "text": spoiled})

    def article(self, slot, *, headline=None, known=True):
        """Set the next article of the demo into a slot, cut to its length; `headline` is another one than it has."""
        number = len(self.truths) + 1
        own, paragraphs = bodies()[(self.seed * 7 + number * 3) % len(bodies())]
        lines = [line for text in paragraphs for line in self._broken(text.replace("\n", ""))]
        room = [(x, row) for x, top, bottom in slot.columns() for row in range(top, bottom)]
        lines = (lines * 9)[: len(room)]
        self._head(slot, own if headline is None else headline)
        for (x, row), line in zip(room, lines, strict=True):
            self.say(x, y_of(row) + 0.5, CELL, line)
        if slot.photo[0]:
            across = slot.photo[0] * (COLUMN + GUTTER) - GUTTER
            top = y_of(slot.row + slot.head_lines)
            self.picture(x_of(slot.column), top, across, slot.photo[1] * LINE - 6)
            self.say(x_of(slot.column), top + slot.photo[1] * LINE - 5, 2.8, f"图为{own[:6]}现场。")
        if known:
            photos = (Photo(number, "", 3, 2, f"图为{own[:6]}现场。", "", ""),) if slot.photo[0] else ()
            text = "".join(lines).replace("　", "")
            items = (Item("paragraph", text),)
            self.manuscripts.append(Manuscript(article=number, version=1, headline=own, items=items, photos=photos))
            self.truths[number] = slot.truth()
        return number

    def _head(self, slot, headline):
        across = slot.span * (COLUMN + GUTTER) - GUTTER
        size = min(9.5, across / max(len(headline), 1))
        if headline:
            self.say(x_of(slot.column), y_of(slot.row) + 2, size, headline)

    def _broken(self, text):
        text = "　　" + text
        return [text[at : at + CHARS] for at in range(0, len(text), CHARS)]

    def picture(self, x, y, w, h):
        self.marks.append({"picture": 1, "x": x, "y": y, "w": w, "h": h})

    def shuffled(self):
        self.chance.shuffle(self.marks)
        return self

    def pdf(self, folder):
        from tests.factories import jpeg

        (folder / "p.jpg").write_bytes(jpeg())
        source = folder / "page.typ"
        source.write_text(TYPST.format(width=WIDTH, height=HEIGHT))
        fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
        return typst.compile(
            source, root=folder, format="pdf", font_paths=[fonts], ignore_system_fonts=True,
            sys_inputs={"marks": json.dumps(self.marks)},
        )  # fmt: skip


def front_page(*, seed=1, damage=0.0):
    """A broadsheet with a lead, an article around another, a photo, a box, and an advert that nobody knows."""
    sheet = Sheet(seed=seed, damage=damage)
    sheet.say(20, 6, 14, "云岫日报")
    sheet.article(Slot(0, 0, 4, 40, photo=(2, 16)))
    sheet.article(Slot(4, 0, 2, 24))
    sheet.article(Slot(4, 25, 2, 15))
    sheet.article(Slot(0, 42, 3, 28, notch=(1, 12)))
    sheet.article(Slot(2, 58, 1, 12, head_lines=3))
    sheet.article(Slot(3, 42, 3, 28, photo=(3, 12)))
    sheet.article(Slot(0, 72, 2, 22))
    sheet.article(Slot(2, 72, 2, 22))
    for row, text in enumerate(["云岫银行祝全市人民新春愉快", "存款利率详询各营业网点", "电话零一零零零零零零"]):
        sheet.say(x_of(4), y_of(74 + row * 4), 6, text)
    return sheet


def overlap(polygons, rectangles, step=0.25):
    """Intersection over union of some polygons and some rectangles, all in percent, counted in small squares."""
    both = either = 0
    at = [n * step + step / 2 for n in range(int(100 / step))]
    for y in at:
        cuts = [cut for polygon in polygons for cut in spans(polygon, y)]
        for x in at:
            first = any(low <= x < high for low, high in cuts)
            second = any(left <= x < right and top <= y < bottom for left, top, right, bottom in rectangles)
            both += first and second
            either += first or second
    return both / either if either else 0.0


def spans(polygon, y):
    """From where to where a horizontal line lies in a polygon."""
    crossings = sorted(
        x + (y - y0) * (x1 - x) / (y1 - y0)
        for (x, y0), (x1, y1) in zip(polygon, [*polygon[1:], polygon[0]], strict=True)
        if (y0 <= y) != (y1 <= y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))


def with_words(manuscript, **words):
    return replace(manuscript, **words)
