"""What the darkroom makes of a photo: the right colours, the right part, the right words, and nothing else."""

from __future__ import annotations

import io
import shutil
import struct
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageCms

from photos.cropping import Rectangle
from photos.darkroom import Engraving, Print, Unreadable, develop, examine, xmp
from photos.darkroom.colours import to_srgb
from photos.darkroom.picture import loaded, opened
from photos.darkroom.sizes import PRINT_WIDTH, PUBLIC_FORMATS, WIDTHS, plan
from photos.models.photo import MADE_BY_MACHINE, MADE_WITH_MACHINE, Photo
from tests.photos import odd_files
from tests.photos.odd_files import SCRIPT, exif, picture, png, rows, saved, scene

SECRET = b"canary-31.2304N-121.4737E"
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
WORDS = Engraving(
    credit="邱岚 <摄>",
    copyright_notice="© 云岫日报 & 邱岚",
    caption='芦溪涨水 "早晨"\x01',
    digital_source="compositeWithTrainedAlgorithmicMedia",
    creator="邱岚",
    licence_url="https://example.org/licence?a=1&b=2",
)

NOTHING = Engraving()


@pytest.fixture
def prints(tmp_path):
    """Develops a file by a plan; gives the results and the pictures that came out."""

    def made(content: bytes, order: list[Print], words: Engraving = NOTHING):
        path, into = tmp_path / "original", tmp_path / "into"
        path.write_bytes(content)
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir()
        results = develop(path, order, into, words=words)
        return results, [Image.open(into / item.name) for item in order]

    return made


@pytest.fixture
def colour_of(tmp_path):
    """The colour in the middle of a picture as the child has it before anything is printed."""

    def seen(content: bytes) -> tuple[int, ...]:
        path = tmp_path / "original"
        path.write_bytes(content)
        with opened(path) as image:
            clean = to_srgb(loaded(image))
        assert clean.mode == "RGB"
        return clean.getpixel((clean.width // 2, clean.height // 2))

    return seen


def near(pixel, colour, tolerance: int = 10) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(pixel, colour, strict=True))


def flat(mode: str, colour, fmt: str = "PNG", **save) -> bytes:
    return saved(Image.new(mode, (64, 48), colour), fmt, **save)


def matrix_profile(red, green, blue, gamma: float = 2.2) -> bytes:
    """A profile of a screen with other primaries, as numbers of D50 X, Y and Z."""

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    white = (0.9642, 1.0, 0.8249)
    tags = [(b"wtpt", b"XYZ \0\0\0\0" + b"".join(map(fixed, white)))]
    for name, primary in ((b"rXYZ", red), (b"gXYZ", green), (b"bXYZ", blue)):
        tags.append((name, b"XYZ \0\0\0\0" + b"".join(map(fixed, primary))))
    for name in (b"rTRC", b"gTRC", b"bTRC"):
        tags.append((name, b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(gamma * 256))))
    return _profile(b"RGB ", tags)


def grey_profile(gamma: float) -> bytes:
    return _profile(
        b"GRAY",
        [
            (b"wtpt", b"XYZ \0\0\0\0" + struct.pack(">iii", 63190, 65536, 54061)),
            (b"kTRC", b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(gamma * 256))),
        ],
    )


def ink_profile() -> bytes:
    """A press that prints every ink as if it were its opposite light, and black over all: 2 steps each, through Lab."""
    steps = []
    srgb_to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    for number in range(16):
        cyan, magenta, yellow, black = (number >> shift & 1 for shift in (3, 2, 1, 0))
        light = tuple(0 if black else 255 * (1 - ink) for ink in (cyan, magenta, yellow))
        steps += ImageCms.applyTransform(Image.new("RGB", (1, 1), light), srgb_to_lab).getpixel((0, 0))
    identity = b"".join(struct.pack(">i", 65536 if at in (0, 4, 8) else 0) for at in range(9))
    straight = bytes(range(256))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + identity + straight * 4 + bytes(steps) + straight * 3
    return _profile(b"CMYK", [(b"wtpt", b"XYZ \0\0\0\0" + struct.pack(">iii", 63190, 65536, 54061)), (b"A2B0", table)])


def _profile(space: bytes, tags: list[tuple[bytes, bytes]]) -> bytes:
    kind, between = (b"prtr", b"Lab ") if space == b"CMYK" else (b"mntr", b"XYZ ")
    head = struct.pack(">I4sI4s4s4s", 0, b"lcms", 0x02400000, kind, space, between) + b"\0" * 12 + b"acsp" + b"\0" * 24
    head += b"\0" * 4 + struct.pack(">iii", 63190, 65536, 54061)
    head = head.ljust(128, b"\0")
    at = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    for name, content in tags:
        content += b"\0" * (-len(content) % 4)
        table += struct.pack(">4sII", name, at + len(data), len(content))
        data += content
    whole = head + table + data
    return struct.pack(">I", len(whole)) + whole[4:]


# Display P3, to D50.
P3 = matrix_profile((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
SWAPPED = matrix_profile((0.3851, 0.7169, 0.0971), (0.4361, 0.2225, 0.0139), (0.1431, 0.0606, 0.7139))


def of_camera(block: dict[int, object], **save) -> bytes:
    return flat("RGB", (100, 200, 100), "JPEG", quality=95, exif=exif({}, block), **save)


# -- colours ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "content", "colour"),
    [
        ("rgb", flat("RGB", (200, 100, 50)), (200, 100, 50)),
        ("jpeg", flat("RGB", (200, 100, 50), "JPEG", quality=95), (200, 100, 50)),
        ("webp", flat("RGB", (200, 100, 50), "WEBP", lossless=True), (200, 100, 50)),
        ("grey", flat("L", 77), (77, 77, 77)),
        ("1 bit", flat("1", 1), WHITE),
        ("16 bit grey", flat("I;16", 0x4D4D), (77, 77, 77)),
        ("16 bit colour", png(64, 48, depth=16, pixels=rows(64, 48, b"\xc8\0\x64\0\x32\0")), (200, 100, 50)),
        ("16 bit with alpha", png(64, 48, depth=16, colour=6, pixels=rows(64, 48, b"\xff\xff\0\0\0\0\0\0")), WHITE),
        ("grey with alpha", flat("LA", (0, 128)), (127, 127, 127)),
        ("half transparent", flat("RGBA", (255, 0, 0, 128)), (255, 127, 127)),
        ("transparent", flat("RGBA", (0, 0, 0, 0)), WHITE),
        ("transparent webp", flat("RGBA", (0, 0, 0, 0), "WEBP", lossless=True, exact=True), WHITE),
        ("palette", saved(Image.new("RGB", (64, 48), BLUE).quantize(4), "PNG"), BLUE),
        ("palette with a hole", saved(Image.new("RGB", (64, 48), BLUE).quantize(4), "PNG", transparency=0), WHITE),
        ("colour that means a hole", flat("RGB", RED, transparency=RED), WHITE),
        ("ink without profile", flat("CMYK", (0, 255, 255, 0), "JPEG", quality=95), RED),
        ("ink with profile", flat("CMYK", (255, 0, 255, 0), "JPEG", quality=95, icc_profile=ink_profile()), GREEN),
        ("black ink", flat("CMYK", (0, 0, 0, 255), "JPEG", quality=95, icc_profile=ink_profile()), (0, 0, 0)),
        ("screen p3", flat("RGB", (128, 128, 128), icc_profile=P3), (128, 128, 128)),
        ("p3 green is more than srgb has", flat("RGB", (100, 200, 100), icc_profile=P3), (43, 204, 85)),
        ("camera set to adobe rgb", of_camera({0xA001: 0xFFFF, 0xA005: {1: "R03"}}), (0, 201, 92)),
        ("camera that names adobe rgb", of_camera({0xA001: 2}), (0, 201, 92)),
        ("camera set to srgb", of_camera({0xA001: 1, 0xA005: {1: "R98"}}), (100, 200, 100)),
        ("uncalibrated, of what is not said", of_camera({0xA001: 0xFFFF}), (100, 200, 100)),
        ("its own profile counts first", of_camera({0xA001: 2}, icc_profile=P3), (43, 204, 85)),
        ("red and green swapped", flat("RGB", RED, icc_profile=SWAPPED), GREEN),
        ("swapped, with alpha", flat("RGBA", (255, 0, 0, 255), icc_profile=SWAPPED), GREEN),
        ("swapped, palette", saved(Image.new("RGB", (64, 48), RED).quantize(4), "PNG", icc_profile=SWAPPED), GREEN),
        ("grey of gamma 1", flat("L", 55, icc_profile=grey_profile(1.0)), (128, 128, 128)),
        ("16 bit grey of gamma 1", flat("I;16", 55 * 257, icc_profile=grey_profile(1.0)), (128, 128, 128)),
        ("profile of other pixels", flat("RGB", (200, 100, 50), icc_profile=ink_profile()), (200, 100, 50)),
        ("ink with a screen's profile", flat("CMYK", (0, 255, 255, 0), "JPEG", quality=95, icc_profile=P3), RED),
        ("broken profile", flat("RGB", (200, 100, 50), icc_profile=P3[:200]), (200, 100, 50)),
        ("profile that promises more", flat("RGB", RED, icc_profile=odd_files.lut_bomb()), RED),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_colours_come_out_as_they_were_meant(name, content, colour, colour_of):
    assert near(colour_of(content), colour)


def test_the_placeholder_has_the_colour_of_the_picture_as_it_is_seen(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(flat("RGB", RED, icc_profile=SWAPPED))
    colour = examine(path).colour
    assert near(bytes.fromhex(colour[1:]), GREEN)


def test_a_large_picture_is_converted_in_strips_without_a_seam(prints):
    """More rows than one strip, and a number that no strip divides."""
    gradient = Image.linear_gradient("L").resize((400, 1111))
    original = Image.merge("RGB", [gradient] * 3)
    (image,) = prints(saved(original, "PNG"), [Print("", None, "WEBP", 200, "a.webp")])[1]
    assert image.size == (200, round(1111 / 2))
    levels = [image.convert("L").getpixel((100, y)) for y in range(image.height)]
    assert levels[0] < 4
    assert levels[-1] > 251
    assert all(-2 <= after - before <= 4 for before, after in pairwise(levels))


# -- sizes, parts and ways up ----------------------------------------------------------------------------------
@pytest.mark.parametrize("fmt", ["JPEG", "PNG"])
def test_one_run_makes_the_whole_list_in_its_order(fmt, prints):
    order = plan({"1x1": (250, 0, 500, 1000)})
    results, images = prints(saved(scene((2400, 1200), 5), fmt), order)
    assert [item.print for item in results] == order
    for item, image in zip(results, images, strict=True):
        width = min(item.print.size, 1200) if item.print.shape else item.print.size
        assert (item.width, item.height) == image.size == (width, width if item.print.shape else width // 2)
        assert item.bytes == Path(image.filename).stat().st_size
        assert image.format == item.print.format
        assert image.mode == "RGB"
    assert not list(Path(images[0].filename).parent.glob(".*"))


def test_the_list_is_fixed():
    names = {item.name for item in plan()}
    for width in WIDTHS:
        assert {f"whole-{width}.avif", f"whole-{width}.webp", f"whole-{width}.jpg"} <= names
    assert len(names) == len(plan()) == len(WIDTHS) * len(PUBLIC_FORMATS) + 2
    assert {"whole-2100.jpg", "whole-320.webp"} < names
    assert len({(item.shape, item.format, item.size) for item in plan({"1x1": (0, 0, 9, 9)})}) == 11 + 6


def test_a_small_picture_is_never_blown_up(prints):
    for item in prints(picture("PNG", size=(300, 200)), plan())[0]:
        assert (item.width, item.height) == (300, 200)


def test_a_very_tall_picture_is_no_file_without_end(prints):
    (item,) = prints(picture("PNG", size=(200, 3000)), [Print("", None, "WEBP", 100, "a.webp")])[0]
    assert (item.width, item.height) == (20, 300)


@pytest.mark.parametrize("number", [1, 6, 8, 3])
def test_a_part_is_cut_from_the_upright_picture(number, prints):
    upright = Image.new("RGB", (400, 200), RED)
    upright.paste(BLUE, (200, 0, 400, 100))
    turns = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    lying = upright.transpose(turns[number]) if turns[number] is not None else upright
    content = saved(lying, "JPEG", quality=95, exif=exif({0x0112: number}))
    order = [
        Print("1x1", Rectangle(500, 0, 250, 500), "WEBP", 50, "blue.webp"),
        Print("1x1", Rectangle(0, 500, 250, 500), "JPEG", 50, "red.jpg"),
    ]
    _results, (blue, red) = prints(content, order)
    assert blue.size == red.size == (50, 50)
    assert all(near(blue.getpixel(at), BLUE, 12) for at in ((1, 1), (48, 48)))
    assert all(near(red.getpixel(at), RED, 12) for at in ((1, 1), (48, 48)))


def test_a_small_part_of_a_large_picture_is_as_sharp_as_the_original(prints):
    """The picture must not be reduced more than its smallest part can bear."""
    original = Image.new("RGB", (3200, 1600), WHITE)
    for x in range(0, 400, 8):
        original.paste((0, 0, 0), (x, 0, x + 4, 400))
    order = [Print("1x1", (0, 0, 125, 250), "JPEG", 400, "a.jpg"), Print("", None, "JPEG", 100, "b.jpg")]
    _results, (part, whole) = prints(saved(original, "JPEG", quality=95), order)
    assert (part.size, whole.size) == ((400, 400), (100, 50))
    assert part.convert("L").getpixel((201, 200)) < 60
    assert part.convert("L").getpixel((206, 200)) > 195


def test_the_thinnest_part_is_still_a_picture(prints):
    (item,) = prints(picture("PNG"), [Print("1x1", (999, 999, 1, 1), "WEBP", 480, "a.webp")])[0]
    assert (item.width, item.height) == (1, 1)


# -- what is written into a file -------------------------------------------------------------------------------
@pytest.mark.parametrize("fmt", PUBLIC_FORMATS)
def test_every_public_file_says_whose_picture_it_is_and_nothing_the_camera_said(fmt, prints):
    camera = exif(
        {
            0x010E: SECRET.decode(),
            0x013B: SECRET.decode(),
            0xC62F: SECRET.decode(),
            0x8825: {1: "N", 29: SECRET.decode()},
        },
        {0xA431: SECRET.decode(), 0xA434: SECRET.decode(), 0x927C: SECRET},
    )
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    content = odd_files.with_segments(
        picture(exif=camera, icc_profile=odd_files.srgb(), comment=SCRIPT),
        odd_files.xmp_segment(packet),
        odd_files.iim_segment(odd_files.iim((120, SECRET))),
    )
    assert content.count(SECRET) >= 7
    (image,) = prints(content + SCRIPT, [Print("", None, fmt, 480, "one")], WORDS)[1]
    written = Path(image.filename).read_bytes()
    assert SECRET not in written
    assert SCRIPT not in written
    assert not dict(image.getexif())
    assert "icc_profile" not in image.info
    said, source = xmp.notes(image.info["xmp"])
    assert source == WORDS.digital_source
    assert said["credit"] == [WORDS.credit]
    assert said["copyright_notice"] == [WORDS.copyright_notice]
    assert said["caption"] == ['芦溪涨水 "早晨"']
    assert said["creators"] == [WORDS.creator]
    assert said["licence_url"] == [WORDS.licence_url]


def test_what_is_unknown_is_not_written(prints):
    (image,) = prints(picture(), [Print("", None, "JPEG", 480, "one")])[1]
    description = ElementTree.fromstring(image.info["xmp"])[0][0]
    assert list(description) == []


def test_the_mark_of_a_machine_survives_the_way_through_the_darkroom(prints, tmp_path):
    words = Engraving(digital_source="trainedAlgorithmicMedia")
    _results, images = prints(picture(), [Print("", None, fmt, 480, fmt) for fmt in ("JPEG", "WEBP")], words)
    for image in images:
        assert examine(Path(image.filename)).words.ai_use == "generated"


def test_the_darkroom_and_the_library_know_the_same_words_for_machines():
    from photos.darkroom import origin

    assert origin.MADE_BY_MACHINE == MADE_BY_MACHINE
    assert origin.MADE_WITH_MACHINE == MADE_WITH_MACHINE


def test_no_word_is_longer_than_its_column():
    from photos.darkroom import words

    for name, length in words.LENGTHS.items():
        if name != "usage_terms":  # it goes into the remark on rights
            assert length == Photo._meta.get_field(name).max_length
    assert Photo._meta.get_field("licence_url").max_length == words.URL_LENGTH
    assert Photo._meta.get_field("persons").base_field.max_length == words.NAME_LENGTH


# -- all or nothing --------------------------------------------------------------------------------------------
def test_a_picture_that_cannot_be_decoded_leaves_no_file(tmp_path):
    path = tmp_path / "original"
    path.write_bytes(picture()[:-300])
    into = tmp_path / "into"
    into.mkdir()
    with pytest.raises(Unreadable):
        develop(path, plan(), into, words=Engraving())
    assert not any(into.iterdir())


def test_an_original_or_a_folder_that_is_gone_is_no_fault_of_the_picture(tmp_path):
    path = tmp_path / "original"
    with pytest.raises(FileNotFoundError):
        develop(path, plan(), tmp_path, words=Engraving())
    path.write_bytes(picture())
    with pytest.raises(FileNotFoundError):
        develop(path, plan(), tmp_path / "nowhere", words=Engraving())


@pytest.mark.parametrize("name", ["../a.jpg", "/a.jpg", "", ".hidden", "a/b", "a\0b"])
def test_a_print_cannot_be_put_elsewhere(name, tmp_path):
    (tmp_path / "original").write_bytes(picture())
    with pytest.raises(ValueError, match="plain file name"):
        develop(tmp_path / "original", [Print("", None, "JPEG", 480, name)], tmp_path, words=Engraving())


def test_a_jpeg_a_little_over_twice_as_wide_as_wanted_is_decoded_at_half(prints):
    """A photo of 4000 × 6000 pixels took twice the memory, for paper to get 2100 pixels in place of 2000."""
    order = [Print("", None, "JPEG", 210, "p.jpg"), Print("", None, "JPEG", 160, "s.jpg")]
    sizes = {fmt: [made.width for made in prints(picture(fmt, size=(400, 600)), order)[0]] for fmt in ("JPEG", "PNG")}
    assert sizes == {"JPEG": [200, 160], "PNG": [210, 160]}


def test_the_print_for_paper_is_finer_than_the_one_for_the_screen(prints):
    content = saved(scene((2400, 1200), 5), "PNG")
    _results, (paper, screen) = prints(
        content, [Print("", None, "JPEG", PRINT_WIDTH, "p.jpg"), Print("", None, "JPEG", 1600, "s.jpg")]
    )
    assert max(paper.quantization[0]) < max(screen.quantization[0])
    assert io.BytesIO(Path(paper.filename).read_bytes()).read(2) == b"\xff\xd8"
