"""The canvas the scenes are painted on: hard shapes, soft shapes, gradients, reflections, the final print."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .colour import Colour, along

Point = tuple[float, float]
Box = tuple[float, float, float, float]

LANDSCAPE = (1600, 1067)
PORTRAIT = (1067, 1600)

# Soft things are painted small and enlarged, sharp things large and reduced: both are cheaper
# than painting at the size of the print, and reducing gives smooth edges.
SOFT = 0.5
SHARP = 1.5


class Canvas:
    """Pixels at some scale, addressed in the units of the finished picture."""

    def __init__(self, size: tuple[int, int] = LANDSCAPE, scale: float = SOFT) -> None:
        self.width, self.height = size
        self.scale = scale
        self._adopt(Image.new("RGB", self._pixels(scale)))

    def _pixels(self, scale: float) -> tuple[int, int]:
        return round(self.width * scale), round(self.height * scale)

    def _adopt(self, image: Image.Image) -> None:
        self.image = image
        self._opaque = ImageDraw.Draw(image, "RGB")
        self._glaze = ImageDraw.Draw(image, "RGBA")

    def at(self, scale: float) -> Canvas:
        """The same picture on a canvas of another scale, to go on painting."""
        other = Canvas.__new__(Canvas)
        other.width, other.height, other.scale = self.width, self.height, scale
        how = Image.Resampling.BILINEAR if scale > self.scale else Image.Resampling.BOX
        other._adopt(self.image.resize(other._pixels(scale), how))
        return other

    def blur(self, radius: float) -> Canvas:
        blurred = self.image.filter(ImageFilter.GaussianBlur(radius * self.scale))
        self._adopt(blurred)
        return self

    # Hard shapes. Opaque paint takes the faster pen.

    def poly(self, points: Sequence[Point], colour: Colour, alpha: float = 1.0) -> None:
        s = self.scale
        xy = [(x * s, y * s) for x, y in points]
        if alpha >= 1.0:
            self._opaque.polygon(xy, fill=colour)
        else:
            self._glaze.polygon(xy, fill=(*colour, round(alpha * 255)))

    def rect(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, alpha: float = 1.0) -> None:
        s = self.scale
        if x1 < x0 or y1 < y0:
            return
        xy = (round(x0 * s), round(y0 * s), round(x1 * s) - 1, round(y1 * s) - 1)
        if xy[2] < xy[0] or xy[3] < xy[1]:
            return
        if alpha >= 1.0:
            self._opaque.rectangle(xy, fill=colour)
        else:
            self._glaze.rectangle(xy, fill=(*colour, round(alpha * 255)))

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: float = 1.0) -> None:
        s = self.scale
        xy = ((x - rx) * s, (y - ry) * s, (x + rx) * s, (y + ry) * s)
        if alpha >= 1.0:
            self._opaque.ellipse(xy, fill=colour)
        else:
            self._glaze.ellipse(xy, fill=(*colour, round(alpha * 255)))

    def line(self, points: Sequence[Point], colour: Colour, width: float, alpha: float = 1.0) -> None:
        s = self.scale
        xy = [(x * s, y * s) for x, y in points]
        thick = max(1, round(width * s))
        if alpha >= 1.0:
            self._opaque.line(xy, fill=colour, width=thick, joint="curve")
        else:
            self._glaze.line(xy, fill=(*colour, round(alpha * 255)), width=thick)

    def limb(self, a: Point, b: Point, ra: float, rb: float, colour: Colour) -> None:
        """A tapered stroke with round ends: arms, legs, branches."""
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / length, dx / length
        self.poly(
            [
                (a[0] + nx * ra, a[1] + ny * ra),
                (b[0] + nx * rb, b[1] + ny * rb),
                (b[0] - nx * rb, b[1] - ny * rb),
                (a[0] - nx * ra, a[1] - ny * ra),
            ],
            colour,
        )
        self.oval(*a, ra, ra, colour)
        self.oval(*b, rb, rb, colour)

    # Gradients and soft shapes.

    def gradient(self, box: Box, stops: Sequence[Colour]) -> None:
        """A box filled from top to bottom along the stops."""
        x0, y0, x1, y1 = self._frame(box)
        if x1 <= x0 or y1 <= y0:
            return
        count = min(y1 - y0, 128)
        column = Image.new("RGB", (1, count))
        column.putdata([along(stops, i / max(count - 1, 1)) for i in range(count)])
        self.image.paste(_widened(column, x1 - x0, y1 - y0), (x0, y0))

    def shade(self, points: Sequence[Point], stops: Sequence[Colour]) -> None:
        """A polygon filled from top to bottom along the stops."""
        x0, top, x1, foot = _bounds(points)
        px0, py0, px1, py1 = self._frame((x0, top, x1, foot))
        if px1 <= px0 or py1 <= py0:
            return
        s, count = self.scale, 64
        mask = Image.new("L", (px1 - px0, py1 - py0))
        ImageDraw.Draw(mask).polygon([(x * s - px0, y * s - py0) for x, y in points], fill=255)
        column = Image.new("RGB", (1, count))
        ys = [(py0 + (py1 - py0) * i / (count - 1)) / s for i in range(count)]
        column.putdata([along(stops, (y - top) / (foot - top)) for y in ys])
        self.image.paste(_widened(column, *mask.size), (px0, py0), mask)

    def soft(self, points: Sequence[Point], colour: Colour, alpha: float, blur: float = 20.0) -> None:
        """A polygon with blurred edges: shadows, shafts of light, mist, clouds."""
        x0, y0, x1, y1 = _bounds(points)
        box = (x0 - blur * 2, y0 - blur * 2, x1 + blur * 2, y1 + blur * 2)
        px0, py0, px1, py1 = self._frame(box)
        if px1 <= px0 or py1 <= py0:
            return
        small = min(self.scale, max(0.06, 2.5 / blur))
        ratio = small / self.scale
        size = (max(1, round((px1 - px0) * ratio)), max(1, round((py1 - py0) * ratio)))
        ox, oy = px0 * ratio, py0 * ratio
        mask = Image.new("L", size)
        xy = [(x * small - ox, y * small - oy) for x, y in points]
        ImageDraw.Draw(mask).polygon(xy, fill=round(255 * alpha))
        mask = mask.filter(ImageFilter.GaussianBlur(blur * small))
        mask = mask.resize((px1 - px0, py1 - py0), Image.Resampling.BILINEAR)
        self.image.paste(colour, (px0, py0), mask)

    def shadow(self, x: float, y: float, rx: float, ry: float, alpha: float = 0.4) -> None:
        """A soft dark pool on the ground."""
        self.glow(x, y, rx, (14, 16, 30), alpha, ry / rx)

    def glow(self, x: float, y: float, r: float, colour: Colour, alpha: float, squash: float = 1.0) -> None:
        """A round light (or darkness) fading from its middle."""
        tall = r * squash
        px0, py0, px1, py1 = self._frame((x - r, y - tall, x + r, y + tall))
        if px1 - px0 < 2 or py1 - py0 < 2:
            return
        s = self.scale
        # Only the part of the halo that falls inside the picture is enlarged.
        across, down = 256 / (2 * r * s), 256 / (2 * tall * s)
        left, top = (x - r) * s, (y - tall) * s
        part = (
            max(0.0, (px0 - left) * across),
            max(0.0, (py0 - top) * down),
            min(256.0, (px1 - left) * across),
            min(256.0, (py1 - top) * down),
        )
        mask = _halo(round(alpha * 100)).resize((px1 - px0, py1 - py0), Image.Resampling.BILINEAR, box=part)
        self.image.paste(colour, (px0, py0), mask)

    def haze(self, y0: float, y1: float, colour: Colour, top: float, bottom: float) -> None:
        """A veil of one colour whose strength runs from `top` to `bottom`."""
        x0, py0, x1, py1 = self._frame((0, y0, self.width, y1))
        if py1 <= py0:
            return
        column = Image.new("L", (1, 64))
        column.putdata([round(255 * (top + (bottom - top) * i / 63)) for i in range(64)])
        mask = _widened(column, x1 - x0, py1 - py0)
        self.image.paste(colour, (x0, py0), mask)

    def veil(self, y0: float, y1: float, colour: Colour, alpha: float) -> None:
        """A band of haze, strongest in its middle, gone at both edges."""
        middle = (y0 + y1) / 2
        self.haze(y0, middle, colour, 0.0, alpha)
        self.haze(middle, y1, colour, alpha, 0.0)

    def mirror(self, y: float, rng: Random, veil: Colour, alpha: float = 0.35, ripple: float = 6.0) -> None:
        """Everything above `y` again below it, upside down, veiled and rippled: water, wet ground."""
        w, top = self.image.width, round(y * self.scale)
        depth = self.image.height - top
        source = self.image.crop((0, max(0, top - depth), w, top))
        flipped = source.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        flipped = Image.blend(flipped, Image.new("RGB", flipped.size, veil), alpha)
        if flipped.height < depth:
            flipped = flipped.resize((w, depth))
        step = max(1, round(3 * self.scale))
        for row in range(0, depth, step):
            near = 0.25 + row / depth
            shift = round(rng.gauss(0, ripple) * near * self.scale)
            strip = flipped.crop((0, row, w, min(depth, row + step)))
            self.image.paste(strip, (shift, top + row))
            if shift:
                edge = shift - w if shift > 0 else w + shift
                self.image.paste(strip, (edge, top + row))

    def _frame(self, box: Box) -> tuple[int, int, int, int]:
        """The pixels of a box, as far as they lie inside the picture."""
        x0, y0, x1, y1 = (round(v * self.scale) for v in box)
        return max(0, x0), max(0, y0), min(self.image.width, x1), min(self.image.height, y1)


def printed(canvas: Canvas, bloom: float = 0.5, vignette: float = 0.5) -> Image.Image:
    """The finished picture: reduced to its size, with bloom round the lights, a vignette and grain."""
    image = canvas.at(1.0).image if canvas.scale != 1.0 else canvas.image
    small = image.resize((image.width // 8, image.height // 8), Image.Resampling.BOX)
    lights = small.point([round(max(0, v - 150) * bloom) for v in range(256)] * 3)
    lights = lights.filter(ImageFilter.GaussianBlur(7))
    image = ImageChops.screen(image, lights.resize(image.size, Image.Resampling.BILINEAR))
    image = ImageChops.multiply(image, _vignette(image.size, round(vignette * 100)))
    return ImageChops.add(image, _grain(image.size), 1, -128)


def _widened(column: Image.Image, width: int, height: int) -> Image.Image:
    """A one-pixel column of colours stretched smoothly downwards and, which is cheap, flatly across."""
    tall = column.resize((1, height), Image.Resampling.BILINEAR)
    return tall.resize((width, height), Image.Resampling.NEAREST)


def _bounds(points: Sequence[Point]) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


@lru_cache(maxsize=128)
def _halo(percent: int) -> Image.Image:
    ramp = [round(255 * percent / 100 * (1 - min(v / 180, 1.0)) ** 2) for v in range(256)]
    return Image.radial_gradient("L").point(ramp)


@lru_cache(maxsize=16)
def _vignette(size: tuple[int, int], percent: int) -> Image.Image:
    fall = [round(255 * (1 - percent / 100 * max(0.0, v / 255 - 0.45) ** 1.6)) for v in range(256)]
    mask = Image.radial_gradient("L").point(fall).resize(size, Image.Resampling.BICUBIC)
    return Image.merge("RGB", (mask, mask, mask))


@lru_cache(maxsize=4)
def _grain(size: tuple[int, int]) -> Image.Image:
    """Fine noise over broad, faint mottling, as pigment lies on paper; centred on 128."""
    rng = Random(1605)
    fine = Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))
    fine = fine.filter(ImageFilter.GaussianBlur(0.45))
    coarse_size = (size[0] // 10, size[1] // 10)
    coarse = Image.frombytes("L", coarse_size, rng.randbytes(coarse_size[0] * coarse_size[1]))
    coarse = coarse.resize(size, Image.Resampling.BICUBIC)
    fine = fine.point([round(128 + (v - 128) * 0.075) for v in range(256)])
    coarse = coarse.point([round(128 + (v - 128) * 0.018) for v in range(256)])
    both = ImageChops.add(fine, coarse, 1, -128)
    return Image.merge("RGB", (both, both, both))


__all__ = ["LANDSCAPE", "PORTRAIT", "SHARP", "SOFT", "Box", "Canvas", "Point", "printed"]
