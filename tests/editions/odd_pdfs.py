"""PDFs written by hand, object by object: well-meant ones, broken ones, and ones that carry what no page should."""


def pdf(objects, trailer=b""):
    """A file of the objects, which are numbered from 1; the first is the catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(out))
    return out + head + table + tail


def stream(content, head=b""):
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (head, len(content), content)


HELLO = b"BT /F1 40 Tf 100 900 Td (Hello Newsroom) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pages(count=1, *, box=b"[0 0 780 1080]", content=HELLO, more=b""):
    """So many equal pages with one line of type."""
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(count))
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox" + box + b"/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>" + more + b">>"
    )
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, stream(content), FONT, *[page] * count])


PROGRAM = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


def hostile(more=b""):
    """One page with programs, an attachment, a form, a launch and links wherever the format has room for them."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/OpenAction " + PROGRAM + b"/AA<</WC " + PROGRAM + b">>"
            b"/Names<</JavaScript<</Names[(a)" + PROGRAM + b"]>>/EmbeddedFiles<</Names[(evil.exe) 7 0 R]>>>>"
            b"/AcroForm<</Fields[9 0 R]/XFA 12 0 R>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 780 1080]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 11 0 R>>>>"
            b"/AA<</O " + PROGRAM + b">>/Annots[6 0 R 9 0 R 10 0 R 13 0 R]" + more + b">>",
            stream(HELLO + b" q 100 0 0 100 300 300 cm /X Do Q"),
            FONT,
            b"<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/A<</S/URI/URI(http://evil.example/)>>>>",
            b"<</Type/Filespec/F(evil.exe)/EF<</F 8 0 R>>>>",
            stream(b"MZ payload-marker", b"/Type/EmbeddedFile"),
            b"<</Type/Annot/Subtype/Widget/FT/Tx/T(f)/V(v)/Rect[100 100 300 140]/AP<</N 11 0 R>>"
            b"/AA<</K " + PROGRAM + b">>/A<</S/Launch/F(cmd.exe)>>>>",
            b"<</Type/Annot/Subtype/FileAttachment/Rect[10 10 30 30]/FS 7 0 R>>",
            stream(
                b"0.5 g 0 0 1 1 re f",
                b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/PieceInfo<</P<</Private " + PROGRAM + b">>>>",
            ),
            stream(b"<xdp>xfa-marker</xdp>"),
            b"<</Type/Annot/Subtype/Stamp/F 4/Rect[400 100 600 140]/AP<</N 11 0 R>>>>",
        ]
    )


def named_like_a_program():
    """A page whose font is called /JavaScript, as no program does but the format allows."""
    font, page = FONT, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 780 1080]/Contents 4 0 R/Resources<<"
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page + b"/Font<</JavaScript 5 0 R>>/XObject<</JS 6 0 R>>>>>>",
            stream(b"BT /JavaScript 40 Tf 100 900 Td (Hello) Tj ET q 300 0 0 300 200 200 cm /JS Do Q"),
            font,
            stream(b"0.5 g 0 0 1 1 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]"),
        ]
    )


def locked():
    """Encrypted by the standard handler; without the right password nothing in it can be read."""
    handler = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O<%s>/U<%s>>>/ID[<00><00>]" % (
        b"ab" * 32,
        b"cd" * 32,
    )
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]
    return pdf(objects, handler)


def endless():
    """A form that draws a form that draws a form, each ten times: ten to the twelfth drawings."""
    depth = 12
    forms = [
        stream(
            b"/X Do " * 10 if at < depth - 1 else b"0 0 1 1 re f " * 10,
            b"/Type/XObject/Subtype/Form/BBox[0 0 780 1080]"
            + (b"/Resources<</XObject<</X %d 0 R>>>>" % (6 + at) if at < depth - 1 else b""),
        )
        for at in range(depth)
    ]
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 780 1080]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
            stream(b"/X Do"),
            *forms,
        ]
    )


def typed(*lines):
    """A page of 275 × 381 mm with lines of letters: (millimetres from the left, from the top, size in points, text)."""
    mm = 72 / 25.4
    content = b"".join(
        b"BT /F1 %g Tf %.2f %.2f Td (%s) Tj ET\n" % (size, x * mm, 1080 - y * mm, text.encode("ascii"))
        for x, y, size, text in lines
    )
    return pages(content=content)
