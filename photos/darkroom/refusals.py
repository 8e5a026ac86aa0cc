"""The sentences with which the darkroom refuses a file; each says what the photographer can do."""

from __future__ import annotations

from photos.darkroom.limits import MAX_BYTES, MAX_PIXELS, MAX_SIDE


def gettext_noop(text: str) -> str:
    """Marks a text for the catalog; it is translated when somebody reads it."""
    return text


_NUMBERS = {"too-large": MAX_BYTES // 2**20, "too-many-pixels": MAX_PIXELS // 1_000_000, "too-long": MAX_SIDE}

SENTENCES = {
    "empty": gettext_noop("The file is empty. Copy it from the camera again and upload it once more."),
    "too-large": gettext_noop("The file is too large (over %(limit)s MB). Export the photo as a JPEG of high quality."),
    "too-many-pixels": gettext_noop(
        "The picture has more than %(limit)s megapixels. Make it smaller and upload it again."
    ),
    "too-long": gettext_noop(
        "One side of the picture is longer than %(limit)s pixels. Make it smaller and upload it again."
    ),
    "too-narrow": gettext_noop("This picture is extremely narrow. Crop it before you upload it."),
    "too-costly": gettext_noop("This picture takes too much time or memory to open. Export it again as a plain JPEG."),
    "animated": gettext_noop("This is an animation. Upload a single picture, as JPEG, PNG or WebP."),
    "cut-off": gettext_noop("The end of the file is missing. Copy it from the camera again and upload the whole file."),
    "damaged": gettext_noop("This is not a picture we can read, or it is damaged. Upload a JPEG, PNG or WebP file."),
    "heic": gettext_noop(
        "This is a HEIC picture of a phone. On the iPhone choose Settings, Camera, Formats, Most Compatible; "
        "or export this one as JPEG and upload that."
    ),
    "avif": gettext_noop("This is an AVIF file. Open it and save it as JPEG of high quality, then upload that."),
    "raw": gettext_noop(
        "This is a raw file of a camera or a TIFF. Export it as a JPEG of high quality and upload that."
    ),
    "gif": gettext_noop(
        "This is a GIF, which has too few colours for a photograph. Upload the original as JPEG or PNG."
    ),
    "bmp": gettext_noop("This is a bitmap of Windows. Save it as PNG or JPEG and upload that."),
    "svg": gettext_noop("This is a drawing in SVG. Export it as a PNG at least 2,100 pixels wide and upload that."),
    "eps": gettext_noop("This is a PostScript or Illustrator file. Export it as a JPEG or PNG and upload that."),
    "pdf": gettext_noop("This is a PDF. Export the picture in it as a JPEG or PNG and upload that."),
    "layered": gettext_noop("This is a working file with layers. Export it as a JPEG of high quality and upload that."),
    "new-jpeg": gettext_noop(
        "This is a newer kind of JPEG that is not read here. Export it as a plain JPEG and upload that."
    ),
    "archive": gettext_noop("This is an archive. Unpack it and upload the photos themselves; several at once will do."),
    "film": gettext_noop("This is a film. Upload a still from it as JPEG or PNG."),
    "page": gettext_noop("This is a web page or a text, not a picture. Save the picture itself and upload that."),
    "busy": gettext_noop("Too many pictures are being opened at this moment. Wait a minute and try again."),
}


class Unreadable(ValueError):
    """A file the desk does not take. `reason` is a key of `SENTENCES`; str() the sentence, in the reader's language."""

    def __init__(self, reason: str) -> None:
        self.reason = reason if reason in SENTENCES else "damaged"
        super().__init__(self.reason)

    def __str__(self) -> str:
        from django.utils.translation import gettext

        sentence = gettext(SENTENCES[self.reason])
        return sentence % {"limit": _NUMBERS[self.reason]} if self.reason in _NUMBERS else sentence


class Busy(Unreadable):
    """No place became free in time. Nothing is said about the file: the same one may be taken a minute later."""

    def __init__(self) -> None:
        super().__init__("busy")
