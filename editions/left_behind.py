"""Folders of pages that no row names: a press or a desk was killed after it had written the files."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from editions import adverts, drawing, uploaded_pages
from editions.models import AdvertFile, Drawing, PageFile
from photos import night, strongroom

log = logging.getLogger("newsroom.press")

# A younger folder may belong to a row that is being written.
A_DAY = 24 * 3600
MANY = 500


def look_at_night() -> int:
    """Take away what was left behind, once a night; answers how many folders that were."""
    if not night.begin("pages-checked"):
        return 0
    gone = remove()
    if gone:
        log.info("%s folders of pages that nobody knew of were taken away", gone)
    return gone


def remove() -> int:
    """Take away the folders of drawn pages and of PDFs handed in, older than a day, that no row names; says how many.

    They are made anew where they are wanted: a drawing by the press, an upload by whoever sent it and was refused.
    """
    old, gone = list(_old_folders()), 0
    for start in range(0, len(old), MANY):
        names = old[start : start + MANY]
        known = {*Drawing.objects.filter(folder__in=names).values_list("folder", flat=True)}
        known |= {*PageFile.objects.filter(folder__in=names).values_list("folder", flat=True)}
        known |= {*AdvertFile.objects.filter(folder__in=names).values_list("folder", flat=True)}
        for name in names:
            if name not in known:
                strongroom.remove_folder(name)
                gone += 1
    return gone


def _old_folders() -> Iterator[str]:
    """Drawings lie in a folder of their edition, uploads beside each other."""
    before = time.time() - A_DAY
    for place, levels in ((drawing.FOLDER, 2), (uploaded_pages.FOLDER, 1), (adverts.FOLDER, 1)):
        yield from strongroom.old_folders(place, levels, before=before)
