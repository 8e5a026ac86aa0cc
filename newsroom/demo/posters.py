"""The public-service notices of the demo's pages: each a slogan over a painted scene, in the shape of its slot."""

from __future__ import annotations

import io

from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont, ImageOps

from editions.composing import fonts
from editions.composing.grid import Cells, Grid
from newsroom.demo.paper import Newsroom
from newsroom.demo.pictures import draw
from photos import workflow
from photos.models import Photo

# By theme: the scene and its light, the slogan, and the line under it.
POSTERS = {
    "water": ("lake_boats", 1, "一滴水，流过一座城", "洗菜的水浇花，浇花的水不急着倒掉"),
    "slow": ("street_dusk", 1, "慢一步，让一让", "斑马线上走着的，也是等车的我们"),
    "green": ("tea_garden", 1, "山是青的，火是冷的", "进云台山，把火种留在山门外"),
    "books": ("library", 1, "今晚，读二十页", "全市一百二十六座书房，亮灯到二十二点"),
}
SIGNED = "云岫市公益广告"
WIDE = 1600


def poster(newsroom: Newsroom, theme: str, grid: Grid, cells: Cells) -> Photo:
    """The artwork of a slot; one of the same theme and height that was made before is taken from the library."""
    key = (f"poster_{theme}", cells.lines)
    if key not in newsroom.photos:
        _scene, _light, slogan, line = POSTERS[theme]
        rect = grid.rect(cells)
        high = round(WIDE * (rect.height - (grid.line_mm - grid.cell_mm)) / rect.width)
        out = io.BytesIO()
        painted(theme, high).save(out, "JPEG", quality=88)
        newsroom.photos[key] = workflow.bring_in(
            Photo(title=slogan, caption=f"{slogan}。{line}。", credit=SIGNED, alt_text=f"{SIGNED}：{slogan}。{line}。"),
            ContentFile(out.getvalue(), name=f"{key[0]}-{key[1]}.jpg"),
            by=newsroom.people["photographer"],
        )
    return newsroom.photos[key]


def painted(theme: str, high: int) -> Image.Image:
    """The poster as a picture `WIDE` by `high`: the scene, darker towards the words, and the words."""
    scene, light, slogan, line = POSTERS[theme]
    picture = ImageOps.fit(draw(scene, light), (WIDE, high), Image.Resampling.LANCZOS, centering=(0.5, 0.62))
    shade = (
        Image.linear_gradient("L").rotate(-90).resize((WIDE, high)).point([value * 82 // 100 for value in range(256)])
    )
    picture.paste((14, 22, 34), (0, 0, WIDE, high), shade)
    pen = ImageDraw.Draw(picture)
    left = round(WIDE * 0.06)
    size = round(min(high * 0.27, WIDE * 0.72 / len(slogan), WIDE * (0.085 if high < WIDE else 0.2)))
    top = round(high * (0.5 if high < WIDE * 0.4 else 0.3) - size * 1.15)
    pen.text((left, top), slogan, font=_face("song", size, bold=True), fill="white")
    pen.rectangle((left, top + size * 1.5, left + size * 1.4, top + size * 1.5 + 4), fill=(226, 68, 58))
    pen.text((left, top + size * 1.72), line, font=_face("hei", round(size * 0.36)), fill=(236, 238, 240))
    small = _face("hei", 26)
    pen.text((WIDE - 40 - pen.textlength(SIGNED, small), high - 52), SIGNED, font=small, fill=(236, 238, 240))
    return picture


def _face(hand: fonts.Hand, size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The face a page of this house is set in, at so many pixels; the heaviest there is if `bold`."""
    hands = fonts.find(settings.FONTS)
    family = next(name for name in getattr(hands, hand) if any(face.family == name for face in hands.faces))
    faces = sorted((face for face in hands.faces if face.family == family), key=lambda face: face.weight)
    chosen = faces[-1] if bold else faces[0]
    return ImageFont.truetype(str(chosen.path), size, index=chosen.index)
