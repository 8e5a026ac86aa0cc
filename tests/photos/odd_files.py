"""Builds the files that come in besides photographs: odd, broken and hostile ones, each with what must become of it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from PIL import Image, ImageCms

SIZE = (80, 60)
SCRIPT = b"<script>alert('polyglot')</script>"


@dataclass(frozen=True)
class Odd:
    """`becomes`: the reason it is refused with, or format, width and height."""

    name: str
    content: bytes
    becomes: str | tuple[str, int, int]


def picture(fmt: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = SIZE, **save) -> bytes:
    out = io.BytesIO()
    scene(size).convert("L" if mode == "I;16" else mode).convert(mode).save(out, fmt, **save)
    return out.getvalue()


def scene(size: tuple[int, int], seed: int = 0) -> Image.Image:
    """Something to look at: soft light from one side, and blocks of plain colour where `seed` says."""
    width, height = size
    light = Image.linear_gradient("L").rotate(90 * (seed % 4)).resize(size)
    image = Image.merge("RGB", [light, light.point(lambda v: 255 - v), light.point(lambda v: v // 2 + 60)])
    for number in range(6):
        at = ((seed * 37 + number * 53) % 90 * width // 100, (seed * 61 + number * 29) % 80 * height // 100)
        colour = tuple((seed * 91 + number * step) % 256 for step in (101, 47, 173))
        image.paste(colour, (*at, at[0] + max(1, width // 6), at[1] + max(1, height // 5)))
    return image


def frames(fmt: str) -> bytes:
    out = io.BytesIO()
    one, *others = [scene(SIZE, seed) for seed in (1, 2)]
    one.save(out, fmt, save_all=True, append_images=others)
    return out.getvalue()


# -- PNG by hand -----------------------------------------------------------------------------------------------
def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *extra: bytes, depth: int = 8, colour: int = 2, pixels: bytes | None = None) -> bytes:
    """A PNG that promises so many pixels, and brings next to none unless they are given."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    data = zlib.compress(b"\0" * 64 if pixels is None else pixels, 9)
    parts = [chunk(b"IHDR", head), *extra, chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def rows(width: int, height: int, pixel: bytes) -> bytes:
    return (b"\0" + pixel * width) * height


def packed(keyword: bytes, megabytes: int, kind: bytes = b"zTXt") -> bytes:
    return chunk(kind, keyword + b"\0\0" + zlib.compress(b"\0" * (megabytes << 20), 9))


# -- JPEG by hand ----------------------------------------------------------------------------------------------
def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def with_segments(content: bytes, *segments: bytes) -> bytes:
    return content[:2] + b"".join(segments) + content[2:]


def promising(content: bytes, width: int, height: int) -> bytes:
    """The same JPEG with another size in its header."""
    for marker in (b"\xff\xc0", b"\xff\xc2"):
        if (at := content.find(marker)) > 0:
            return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]
    raise AssertionError("no frame in it")


def many_scans(number: int) -> bytes:
    content = picture(progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * number + b"\xff\xd9"


def lost(content: bytes) -> bytes:
    """As long as it was, and from some place on nothing but zeros."""
    kept = len(content) * 2 // 3
    return content[:kept] + bytes(len(content) - kept)


def exif(tags: dict[int, object], camera: dict[int, object] | None = None) -> bytes:
    block = Image.Exif()
    for tag, value in tags.items():
        block[tag] = value
    if camera:
        block[0x8769] = camera
    return block.tobytes()


def iim(*fields: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text for number, text in fields)


def iim_segment(block: bytes) -> bytes:
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block + b"\0" * (len(block) % 2)
    return segment(0xED, b"Photoshop 3.0\0" + resource)


def xmp_segment(packet: bytes) -> bytes:
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)


# -- the rest --------------------------------------------------------------------------------------------------
def ftyp(brand: bytes, *others: bytes) -> bytes:
    body = b"ftyp" + brand + b"\0\0\0\0" + b"".join(others)
    return struct.pack(">I", len(body) + 4) + body + b"\0" * 200


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("evil.html", SCRIPT)
    return out.getvalue()


def riff(width: int, height: int) -> bytes:
    """A WebP that promises a canvas and brings nothing."""
    canvas = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def turned(number: int) -> bytes:
    return picture(exif=exif({0x0112: number}))


UPRIGHT = ("JPEG", *SIZE)


def taken() -> list[Odd]:
    """What a photographer may well bring."""
    damaged_exif = segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 40)
    return [
        Odd("plain", picture(), UPRIGHT),
        Odd("progressive", picture(progressive=True), UPRIGHT),
        Odd("grey", picture(mode="L"), UPRIGHT),
        Odd("ink", picture(mode="CMYK"), UPRIGHT),
        Odd("png", picture("PNG"), ("PNG", *SIZE)),
        Odd("transparent", picture("PNG", "RGBA"), ("PNG", *SIZE)),
        Odd("grey transparent", picture("PNG", "LA"), ("PNG", *SIZE)),
        Odd("palette", picture("PNG", "P"), ("PNG", *SIZE)),
        Odd("palette with a hole", picture("PNG", "P", transparency=3), ("PNG", *SIZE)),
        Odd("line art", picture("PNG", "1"), ("PNG", *SIZE)),
        Odd("16 bit grey", picture("PNG", "I;16"), ("PNG", *SIZE)),
        Odd("16 bit colour", png(*SIZE, depth=16, pixels=rows(*SIZE, b"\xff\xff\0\0\x80\0")), ("PNG", *SIZE)),
        Odd("webp", picture("WEBP"), ("WEBP", *SIZE)),
        Odd("webp without loss", picture("WEBP", "RGBA", lossless=True), ("WEBP", *SIZE)),
        Odd("two pictures of a phone", frames("MPO"), ("MPO", *SIZE)),
        Odd("lying on its side", turned(6), ("JPEG", 60, 80)),
        Odd("standing on its head", turned(3), UPRIGHT),
        Odd("turned beyond what there is", turned(9), UPRIGHT),
        Odd("damaged exif", with_segments(picture(), damaged_exif), UPRIGHT),
        Odd("script in the comment", with_segments(picture(), segment(0xFE, SCRIPT)), UPRIGHT),
        Odd("an archive at the end", picture() + archive(), UPRIGHT),
        Odd("a page at the end", picture("PNG") + SCRIPT, ("PNG", *SIZE)),
        Odd("a broken profile", picture(icc_profile=b"not a profile" * 20), UPRIGHT),
        Odd("a profile that promises more", picture(icc_profile=lut_bomb()), UPRIGHT),
        Odd("one pixel", picture(size=(1, 1)), ("JPEG", 1, 1)),
        Odd("49 empty megapixels", png(7000, 7000, depth=1, colour=0, pixels=bytes(876 * 7000)), ("PNG", 7000, 7000)),
    ]  # fmt: skip


def lut_bomb() -> bytes:
    """A profile whose table of colours says it has 255 steps in each of 15 directions."""
    table = b"mft2\0\0\0\0" + bytes([15, 3, 255, 0]) + b"\0" * 64
    content = bytearray(srgb()[:128]) + struct.pack(">I4sII", 1, b"A2B0", 144, len(table)) + table
    content[:4] = struct.pack(">I", len(content))
    return bytes(content)


def refused() -> list[Odd]:
    """What is not taken, each with the reason."""
    jpeg, png_, webp = picture(), picture("PNG"), picture("WEBP")
    grain = saved(Image.effect_noise((600, 400), 60), "JPEG", quality=92)
    previewed = with_segments(grain, segment(0xE1, b"Exif\0\0" + picture(size=(8, 8))))
    twelve_bit = jpeg.replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c")
    return [
        Odd("empty", b"", "empty"),
        Odd("one byte", b"\xff", "damaged"),
        Odd("noise", bytes(range(1, 255)) * 9, "damaged"),
        Odd("html", b"<!DOCTYPE html><p>", "page"),
        Odd("script", b"\xef\xbb\xbf \n" + SCRIPT, "page"),
        Odd("svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        Odd("svg in wide letters", '\ufeff<svg width="9"/>'.encode("utf-16-le"), "svg"),
        Odd("eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "eps"),
        Odd("eps with a preview", b"\xc5\xd0\xd3\xc6" + b"\0" * 40, "eps"),
        Odd("pdf", b"%PDF-1.7\n", "pdf"),
        Odd("gif", picture("GIF", "P"), "gif"),
        Odd("animated gif", frames("GIF"), "gif"),
        Odd("gif and archive", picture("GIF", "P") + archive(), "gif"),
        Odd("tiff", picture("TIFF"), "raw"),
        Odd("raw of a camera", b"MM\0*\0\0\0\x08" + b"\0" * 99, "raw"),
        Odd("raw in the mp4 family", ftyp(b"crx "), "raw"),
        Odd("raw of fuji", b"FUJIFILMCCD-RAW 0201", "raw"),
        Odd("bitmap", picture("BMP"), "bmp"),
        Odd("heic", ftyp(b"heic", b"mif1"), "heic"),
        Odd("heic that says mif1", ftyp(b"mif1", b"heic"), "heic"),
        Odd("avif", picture("AVIF"), "avif"),
        Odd("film", ftyp(b"isom", b"mp42"), "film"),
        Odd("photoshop", b"8BPS\0\x01" + b"\0" * 40, "layered"),
        Odd("zip", archive(), "archive"),
        Odd("gzip", b"\x1f\x8b\x08" + b"\0" * 40, "archive"),
        Odd("jpeg 2000", b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 40, "new-jpeg"),
        Odd("jpeg xl", b"\xff\x0a" + b"\0" * 40, "new-jpeg"),
        Odd("ppm", picture("PPM"), "damaged"),
        Odd("icon", picture("ICO"), "damaged"),
        Odd("targa", picture("TGA"), "damaged"),
        Odd("animated png", frames("PNG"), "animated"),
        Odd("animated webp", frames("WEBP"), "animated"),
        Odd("half a jpeg", jpeg[: len(jpeg) * 2 // 3], "cut-off"),
        Odd("half a png", png_[: len(png_) // 2], "cut-off"),
        Odd("a png without its end", png_[:-12], "cut-off"),
        Odd("half a webp", webp[:-10], "cut-off"),
        Odd("the beginning of a jpeg", jpeg[:3], "cut-off"),
        Odd("a jpeg of headers", jpeg[: jpeg.index(b"\xff\xda")], "cut-off"),
        Odd("a jpeg of which a card lost the end", lost(grain), "cut-off"),
        Odd("a jpeg with a preview of which a card lost the end", lost(previewed), "cut-off"),
        Odd("a jpeg named webp inside", b"RIFF\x20\0\0\0WEBP" + jpeg, "damaged"),
        Odd("12 bit", twelve_bit, "damaged"),
        Odd("81 megapixels", png(9_000, 9_000), "too-many-pixels"),
        Odd("3600 megapixels", png(60_000, 60_000), "too-many-pixels"),
        Odd("a jpeg of 4225 megapixels", promising(jpeg, 65_000, 65_000), "too-many-pixels"),
        Odd("a webp of 268 megapixels", riff(16_384, 16_384), "too-many-pixels"),
        Odd("49 promised megapixels", promising(jpeg, 7_000, 7_000), "cut-off"),
        Odd("a long one", png(17_000, 1_000), "too-long"),
        Odd("a thread", png(1, 200_000), "too-long"),
        Odd("a ribbon", png(2, 100), "too-narrow"),
        Odd("no width", png(0, 10), "damaged"),
        Odd("thousands of scans", many_scans(3000), "too-costly"),
        Odd("50 MB of packed text", png(*SIZE, packed(b"Comment", 50)), "damaged"),
        Odd("seventy packed texts", png(*SIZE, *[packed(b"k%d" % n, 1) for n in range(70)]), "damaged"),
        Odd("50 MB of packed profile", png(*SIZE, packed(b"icc", 50, b"iCCP")), "damaged"),
    ]  # fmt: skip


def saved(image: Image.Image, fmt: str, **save) -> bytes:
    out = io.BytesIO()
    image.save(out, fmt, **save)
    return out.getvalue()
