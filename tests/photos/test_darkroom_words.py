"""The words a photo brings along: read from three places, believed in order, and clean whatever was sent."""

from __future__ import annotations

import struct
from dataclasses import fields
from datetime import date
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from authors.text_line import INVISIBLE as INVISIBLE_TO_AUTHORS
from authors.text_line import check_text_line
from photos.darkroom import Words, examine, examining, iim, origin, text, words, xmp
from tests.photos.odd_files import exif, iim_segment, picture, saved, scene, segment, with_segments, xmp_segment
from tests.photos.odd_files import iim as iim_block

NAMESPACES = {
    "dc": xmp.DC,
    "photoshop": xmp.PHOTOSHOP,
    "xmpRights": xmp.RIGHTS,
    "xmp": xmp.XMP,
    "exif": xmp.EXIF,
    "Iptc4xmpCore": xmp.IPTC,
    "Iptc4xmpExt": xmp.IPTC_EXTENSION,
    "plus": xmp.PLUS,
    "cc": xmp.CC,
    "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
}
ALL_OF_IT = """
<photoshop:Headline>芦溪涨水</photoshop:Headline><dc:title>{alt:DSC_0001}</dc:title>
<dc:description>{alt:10月17日清晨，芦溪水位上涨。}</dc:description>
<dc:creator>{seq:邱岚|沈知遥}</dc:creator>
<photoshop:Credit>云岫日报</photoshop:Credit><photoshop:Source>本报资料</photoshop:Source>
<dc:rights>{alt:© 云岫日报}</dc:rights>
<Iptc4xmpCore:Location>芦溪码头</Iptc4xmpCore:Location><photoshop:City>云岫</photoshop:City>
<photoshop:State>云岫</photoshop:State><photoshop:Country>中国</photoshop:Country>
<Iptc4xmpExt:PersonInImage>{bag:周渡|何晚}</Iptc4xmpExt:PersonInImage>
<dc:subject>{bag:水文|汛情，码头}</dc:subject>
<photoshop:DateCreated>2025-10-17T06:30:00+08:00</photoshop:DateCreated>
<Iptc4xmpCore:AltTextAccessibility>{alt:一条河漫过石阶。}</Iptc4xmpCore:AltTextAccessibility>
<photoshop:Instructions>勿裁左侧</photoshop:Instructions>
<xmpRights:WebStatement>https://example.org/rights</xmpRights:WebStatement>
<xmpRights:UsageTerms>{alt:仅限本版}</xmpRights:UsageTerms>
<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture</Iptc4xmpExt:DigitalSourceType>
"""
EVERYTHING = Words(
    title="芦溪涨水",
    caption="10月17日清晨，芦溪水位上涨。",
    creators=("邱岚", "沈知遥"),
    credit="云岫日报",
    source="本报资料",
    copyright_notice="© 云岫日报",
    place="芦溪码头 云岫 中国",
    persons=("周渡", "何晚"),
    keywords=("水文", "汛情", "码头"),
    taken_on=date(2025, 10, 17),
    alt_text="一条河漫过石阶。",
    instructions="勿裁左侧",
    licence_url="https://example.org/rights",
    usage_terms="仅限本版",
    digital_source="digitalCapture",
)


def packet(body: str, attributes: str = "") -> bytes:
    """An XMP packet; {alt:…}, {seq:a|b} and {bag:a|b} become lists."""
    for kind in ("Alt", "Seq", "Bag"):
        while (at := body.find(f"{{{kind.lower()}:")) >= 0:
            inner, rest = body[at + 5 :].split("}", 1)
            language = ' xml:lang="x-default"' if kind == "Alt" else ""
            items = "".join(f"<rdf:li{language}>{item}</rdf:li>" for item in inner.split("|"))
            body = f"{body[:at]}<rdf:{kind}>{items}</rdf:{kind}>{rest}"
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in NAMESPACES.items())
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
        <rdf:RDF xmlns:rdf="{xmp.RDF}"><rdf:Description rdf:about="" {spaces} {attributes}>{body}</rdf:Description>
        </rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


@pytest.fixture
def words_of(tmp_path):
    """What the child reads, without starting one for every letter."""

    def read(content: bytes) -> Words:
        path = tmp_path / "photo"
        path.write_bytes(content)
        return words.clean(examining.examine(path)["words"])

    return read


def jpeg_with(*segments: bytes, **save) -> bytes:
    return with_segments(picture(size=(16, 12), **save), *segments)


def is_clean(found: Words) -> bool:
    """Everything plain text of one line, nothing too long."""
    for field in fields(found):
        value = getattr(found, field.name)
        for line in value if isinstance(value, tuple) else [value]:
            if line is None or isinstance(line, date):
                continue
            longest = words.LENGTHS.get(field.name, words.URL_LENGTH if field.name == "licence_url" else 60)
            assert len(line) <= longest
            assert line == check_text_line(line)
            assert "\n" not in line
    assert len(found.creators) <= words.MOST_CREATORS
    assert len(found.persons) <= words.MOST_PERSONS
    assert len(found.keywords) <= words.MOST_KEYWORDS
    return True


# -- where they stand ------------------------------------------------------------------------------------------
def test_xmp_fills_the_form_whatever_kind_of_file_it_is_in(words_of):
    content = packet(ALL_OF_IT)
    text_chunk = PngImagePlugin.PngInfo()
    text_chunk.add_itxt("XML:com.adobe.xmp", content.decode(), zip=True)
    assert words_of(jpeg_with(xmp_segment(content))) == EVERYTHING
    assert words_of(saved(scene((16, 12)), "PNG", pnginfo=text_chunk)) == EVERYTHING
    assert words_of(saved(scene((16, 12)), "WEBP", xmp=content)) == EVERYTHING


def test_the_words_come_through_the_door(tmp_path):
    path = tmp_path / "photo"
    path.write_bytes(jpeg_with(xmp_segment(packet(ALL_OF_IT))))
    assert examine(path).words == EVERYTHING


def test_iptc_of_an_old_agency_fills_the_form(words_of):
    block = iim_block(
        (105, "芦溪涨水".encode()),
        (5, b"DSC_0001"),
        (120, "清晨的芦溪".encode()),
        (80, "邱岚".encode()),
        (80, "沈知遥".encode()),
        (110, b"YX"),
        (115, "本报资料".encode()),
        (116, "© 云岫日报".encode()),
        (92, "芦溪码头".encode()),
        (90, "云岫".encode()),
        (101, "中国".encode()),
        (25, "水文".encode()),
        (25, "汛情".encode()),
        (55, b"20251017"),
        (40, "勿裁".encode()),
    )
    found = words_of(jpeg_with(iim_segment(block)))
    assert found == Words(
        title="芦溪涨水",
        caption="清晨的芦溪",
        creators=("邱岚", "沈知遥"),
        credit="YX",
        source="本报资料",
        copyright_notice="© 云岫日报",
        place="芦溪码头 云岫 中国",
        keywords=("水文", "汛情"),
        taken_on=date(2025, 10, 17),
        instructions="勿裁",
    )


def test_a_camera_fills_what_it_can(words_of):
    block = exif(
        {
            0x010E: "Lu Creek in the morning",
            0x013B: "Qiu Lan; Shen Zhiyao",
            0x8298: "Yunxiu Daily\0Editor",
            0x9C9B: "芦溪".encode("utf-16-le") + b"\0\0",
            0x9C9E: "水;桥".encode("utf-16-le"),
        },
        {0x9003: "2025:10:17 06:30:00"},
    )
    found = words_of(picture(size=(16, 12), exif=block))
    assert found == Words(
        title="芦溪",
        caption="Lu Creek in the morning",
        creators=("Qiu Lan", "Shen Zhiyao"),
        copyright_notice="Yunxiu Daily Editor",
        keywords=("水", "桥"),
        taken_on=date(2025, 10, 17),
    )


def test_the_camera_is_read_in_png_and_webp_too(words_of):
    block = exif({0x013B: "Qiu Lan"})
    for fmt in ("PNG", "WEBP"):
        assert words_of(saved(scene((16, 12)), fmt, exif=block)).creators == ("Qiu Lan",)


def test_xmp_is_believed_before_iptc_and_iptc_before_the_camera(words_of):
    of_camera = exif({0x010E: "camera", 0x013B: "camera", 0x8298: "camera"}, {0x9003: "2020:01:01 00:00:00"})
    of_iptc = iim_block((120, b"iptc"), (80, b"iptc"))
    of_xmp = packet("<dc:description>{alt:xmp}</dc:description><dc:creator>{seq: }</dc:creator>")
    found = words_of(jpeg_with(xmp_segment(of_xmp), iim_segment(of_iptc), exif=of_camera))
    assert (found.caption, found.creators, found.copyright_notice) == ("xmp", ("iptc",), "camera")
    assert found.taken_on == date(2020, 1, 1)


def test_alternative_text_comes_from_its_own_field_and_never_from_the_caption(words_of):
    body = "<dc:description>{alt:图说}</dc:description>"
    assert words_of(jpeg_with(xmp_segment(packet(body)), iim_segment(iim_block((120, b"caption"))))).alt_text == ""
    own = "<Iptc4xmpCore:AltTextAccessibility>{alt:所见}</Iptc4xmpCore:AltTextAccessibility>"
    assert words_of(jpeg_with(xmp_segment(packet(body + own)))).alt_text == "所见"


def test_a_camera_that_describes_everything_with_its_own_name_is_not_quoted(words_of):
    assert words_of(picture(exif=exif({0x010E: "OLYMPUS DIGITAL CAMERA"}))).caption == ""


def test_properties_may_stand_as_attributes_and_places_as_structures():
    found, _source = xmp.notes(
        packet(
            """<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource">
            <Iptc4xmpExt:City>云岫</Iptc4xmpExt:City><Iptc4xmpExt:Sublocation>芦溪码头</Iptc4xmpExt:Sublocation>
            </rdf:li></rdf:Bag></Iptc4xmpExt:LocationCreated><cc:license rdf:resource="https://example.org/by/4.0/"/>""",
            'photoshop:Credit="云岫日报"',
        )
    )
    assert found["credit"] == ["云岫日报"]
    assert found["place"] == ["芦溪码头 云岫"]
    assert found["licence_url"] == ["https://example.org/by/4.0/"]


def test_of_several_languages_the_authors_own_is_taken_and_chinese_before_others():
    def caption(*items: tuple[str, str]) -> list[str]:
        lines = "".join(f'<rdf:li xml:lang="{language}">{said}</rdf:li>' for language, said in items)
        return xmp.notes(packet(f"<dc:description><rdf:Alt>{lines}</rdf:Alt></dc:description>"))[0]["caption"]

    assert caption(("en", "water"), ("zh-CN", "水"), ("x-default", "涨水")) == ["涨水"]
    assert caption(("en", "water"), ("zh-CN", "水")) == ["水"]


# -- what encodings there are ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("芦溪涨水，清晨".encode(), "芦溪涨水，清晨"),
        ("芦溪涨水，清晨".encode("gb18030"), "芦溪涨水，清晨"),
        ("沈".encode("gb18030"), "沈"),
        ("Café Müller à Besançon".encode("latin-1"), "Café Müller à Besançon"),
        ("naïve “quote”".encode("cp1252"), "naïve “quote”"),
        (b"plain", "plain"),
        ("芦溪涨水".encode()[:-1], "芦溪涨"),
        ("芦溪涨水".encode("gb18030")[:-1], "芦溪涨"),
        (b"", ""),
    ],
    ids=["utf-8", "gb18030", "one character", "latin", "windows", "ascii", "utf-8 cut", "gb18030 cut", "nothing"],
)
def test_text_without_a_word_on_its_encoding_is_read_sensibly(raw, said):
    assert text.decode(raw) == said


def test_a_camera_that_writes_chinese_where_ascii_belongs_is_understood(words_of):
    for encoding in ("utf-8", "gb18030"):
        block = exif({0x010E: "PLACEHOLDER!"}).replace(b"PLACEHOLDER!", "芦溪清晨".encode(encoding).ljust(12, b"\0"))
        assert words_of(picture(exif=block)).caption == "芦溪清晨"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_xmp_is_read_in_every_encoding_it_may_have(encoding):
    body = packet("<photoshop:Credit>云岫</photoshop:Credit>").decode().split("?>", 1)[1].rsplit("<?", 1)[0]
    assert xmp.notes(body.encode(encoding))[0]["credit"] == ["云岫"]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2025-10-17T06:30:00+08:00", date(2025, 10, 17)),
        ("2025:10:17 06:30:00", date(2025, 10, 17)),
        ("20251017", date(2025, 10, 17)),
        ("2025-10", None),
        ("2025", None),
        ("0000:00:00 00:00:00", None),
        ("2025-02-30", None),
        ("1066-10-14", None),
        ("202510171", None),
        ("yesterday", None),
        (None, None),
        (20251017, None),
    ],
)
def test_only_a_whole_day_is_a_date(said, day):
    assert words.day_of(said) == day


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        ("javascript:alert(1)", ""),
        ("//example.org", ""),
        ("https://", ""),
        ("https://[broken", ""),
        ("https://example.org/ a", ""),
        ("https://例.org/", ""),
        ("https://example.org/" + "a" * 200, ""),
    ],
)
def test_an_address_is_one_of_the_web_or_none(sent, kept):
    assert words.clean({"licence_url": sent}).licence_url == kept


# -- machines --------------------------------------------------------------------------------------------------
CV = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def source_of(word: str) -> bytes:
    return xmp_segment(packet(f"<Iptc4xmpExt:DigitalSourceType>{CV}{word}</Iptc4xmpExt:DigitalSourceType>"))


@pytest.mark.parametrize(
    ("word", "use"),
    [
        ("trainedAlgorithmicMedia", "generated"),
        ("algorithmicMedia", "generated"),
        ("compositeWithTrainedAlgorithmicMedia", "assisted"),
        ("algorithmicallyEnhanced", "assisted"),
        ("compositeSynthetic", "assisted"),
        ("digitalCapture", "none"),
    ],
)
def test_a_file_that_says_a_machine_made_it_is_believed(word, use, words_of):
    found = words_of(jpeg_with(source_of(word)))
    assert (found.digital_source, found.ai_use) == (word, use)


def test_a_signed_manifest_is_believed_against_a_flattering_xmp(words_of):
    manifest = segment(0xEB, b"JP\0\1\0\0\0\1\0\0\0\x60jumbc2pa" + f"\x78{CV}trainedAlgorithmicMedia\x61".encode())
    for others in ([], [source_of("digitalCapture")]):
        found = words_of(jpeg_with(manifest, *others))
        assert (found.digital_source, found.ai_use) == ("trainedAlgorithmicMedia", "generated")


def test_a_picture_changed_with_a_machine_says_so_although_its_parts_were_made_by_one(words_of):
    manifest = segment(0xEB, f"c2pa {CV}trainedAlgorithmicMedia {CV}compositeWithTrainedAlgorithmicMedia ".encode())
    assert words_of(jpeg_with(manifest)).ai_use == "assisted"


LABEL = '{"AIGC": {"Label": "%s", "ContentProducer": "云图", "ProduceID": "7"}}'
LABEL_LAST = '{"AIGC": {"ContentProducer": "云图", "ProduceID": "7", "ReservedCode1": "", "Label": "%s"}}'


@pytest.mark.parametrize("label", [LABEL, LABEL_LAST])
@pytest.mark.parametrize(
    ("number", "use", "source"),
    [("1", "generated", "trainedAlgorithmicMedia"), ("2", "assisted", ""), ("3", "assisted", ""), ("0", "none", "")],
)
def test_the_chinese_label_is_noticed(number, use, source, label, words_of):
    found = words_of(jpeg_with(xmp_segment(packet(f"<TC260:AIGC>{escape(label % number)}</TC260:AIGC>"))))
    assert (found.ai_use, found.digital_source) == (use, source)


def test_the_chinese_label_is_noticed_wherever_a_program_puts_it(words_of):
    label = LABEL % 1
    packed = PngImagePlugin.PngInfo()
    packed.add_text("AIGC", '{"Label":"1","ContentProducer":"云图"}'.encode().decode("latin-1"), zip=True)
    wide = exif({}, {0x9286: b"UNICODE\0" + label.encode("utf-16-le")})
    for content in (
        saved(scene((16, 12)), "PNG", pnginfo=packed),
        picture(exif=wide),
        jpeg_with(segment(0xFE, label.encode())),
        jpeg_with(xmp_segment(packet("", f'TC260:AIGC="{escape(label)}"'))),
        saved(scene((16, 12)), "WEBP", xmp=packet(f"<TC260:AIGC>{label}</TC260:AIGC>")),
    ):
        assert words_of(content).ai_use == "generated"


def test_a_file_full_of_the_name_of_the_label_does_not_hold_the_child_up(words_of):
    """It took all the seconds of the processor a child has, and was refused as too costly."""
    content = picture() + b"AIGC" * 9_000_000
    assert words_of(content).ai_use == "none"
    assert words_of(content + (LABEL % 1).encode()).ai_use == "generated"


def test_an_article_about_machines_is_no_label(words_of):
    body = "<dc:description>{alt:AIGC标识办法今起施行，参展商展示 Label 打印机}</dc:description>"
    assert words_of(jpeg_with(xmp_segment(packet(body)))).ai_use == "none"


# -- hostile ones ----------------------------------------------------------------------------------------------
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE_XMP = {
    "bomb of entities": f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "x">{ENTITIES}]><x>&a9;</x>'.encode(),
    "bomb in wide letters": f'\ufeff<!DOCTYPE x [<!ENTITY a0 "x">{ENTITIES}]><x>&a9;</x>'.encode("utf-16-le"),
    "a file of ours": b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
    "a document type alone": packet("<photoshop:Credit>x</photoshop:Credit>").replace(
        b"<x:xmpmeta", b"<!DOCTYPE x><x:xmpmeta"
    ),
    "ten megabytes": packet("<photoshop:Credit>" + "x" * 10_000_000 + "</photoshop:Credit>"),
    "nested without end": packet("<photoshop:Credit>x</photoshop:Credit>" + "<rdf:li>" * 30_000 + "</rdf:li>" * 30_000),
    "cut off": packet(ALL_OF_IT)[:-200],
    "no letters": b"\xff\xfe\xff\xff\xd8" * 40,
    "a lie about its letters": b'<?xml version="1.0" encoding="no-such"?>' + b"\xff\xff<x/>",
    "zeros": b"\0" * 5000,
    "nothing": b"",
    "not xmp": b"<svg><script>alert(1)</script></svg>",
}


@pytest.mark.parametrize("name", HOSTILE_XMP)
def test_hostile_xmp_says_nothing(name):
    found, source = xmp.notes(HOSTILE_XMP[name])
    assert words.gather(found, digital_source=source, ai_use="none") == Words()


def test_a_photo_with_hostile_words_is_a_photo_without_words(words_of):
    for name in ("bomb of entities", "cut off", "no letters"):
        content = jpeg_with(xmp_segment(HOSTILE_XMP[name]), iim_segment(b"\x1c\x02\x78\xff\xff" + b"\xff" * 30))
        assert words_of(content) == Words()
    assert words_of(saved(scene((16, 12)), "WEBP", xmp=HOSTILE_XMP["ten megabytes"])) == Words()


def test_no_line_shows_less_than_it_says(words_of):
    block = iim_block((120, "一\u202e二\u200b三\x00四\r\n五\u2066六\t七　八".encode()))
    assert words_of(jpeg_with(iim_segment(block))).caption == "一二三四 五六 七　八"


def test_what_authors_cannot_see_nobody_can_smuggle_in_with_a_photo():
    for code in [*range(0x3000), *range(0xD800, 0xE000), *range(0xFE00, 0x10000), *range(0xE0000, 0xE0080)]:
        if INVISIBLE_TO_AUTHORS.match(chr(code)):
            assert text.INVISIBLE.match(chr(code)), hex(code)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_bytes_stand_where_iptc_should_the_words_are_clean(raw):
    for block in (raw, b"\x1c\x02" + raw, iim_block((120, raw), (25, raw), (80, raw[:50]), (55, raw[:8]))):
        assert is_clean(words.gather(iim.notes(block), digital_source="", ai_use="none"))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=500), st.lists(st.text(max_size=90), max_size=60))
def test_whatever_stands_in_xmp_the_words_are_clean(raw, said, names):
    bag = "".join(f"<rdf:li>{escape(name)}</rdf:li>" for name in names)
    body = f"""<dc:description>{escape(said)}</dc:description><photoshop:Credit>{escape(said)}</photoshop:Credit>
        <dc:subject><rdf:Bag>{bag}</rdf:Bag></dc:subject><dc:creator><rdf:Seq>{bag}</rdf:Seq></dc:creator>
        <Iptc4xmpExt:DigitalSourceType>{escape(said)}</Iptc4xmpExt:DigitalSourceType>
        <xmpRights:WebStatement>https://a/{escape(said)}</xmpRights:WebStatement>"""
    whole = packet(body.encode("utf-8", "ignore").decode())
    for content in (raw, whole, whole[:400] + raw + whole[400:]):
        found, source = xmp.notes(content)
        assert is_clean(words.gather(found, digital_source=source, ai_use=origin.ai_use(source)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=450),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from([field.name for field in fields(Words)]), JSON))
def test_whatever_the_child_says_the_words_are_clean(answer):
    assert is_clean(words.clean(answer))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_whatever_stands_in_exif_a_photo_has_a_way_up(raw):
    from photos.darkroom import exif as reader

    image = Image.new("RGB", (4, 3))
    for block in (raw, b"Exif\0\0" + raw, b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(raw) // 12) + raw):
        image.info["exif"] = block
        assert reader.turn(image) in {None, *reader.TURNS.values()}
        assert is_clean(words.gather(reader.notes(image), digital_source="", ai_use="none"))
        image = Image.new("RGB", (4, 3))
