"""Which static files are published, and under which names."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

EDITOR = "ckeditor/ckeditor/"
# A picture gets smaller by a hundredth, which no browser would thank for.
WORTH_PACKING = 0.9
HASHED = re.compile(r"\.[0-9a-f]{12}\.[^./]+(?:\.gz)?$")

# CKEditor comes with some forty plugins nobody here can call: among them pages that load scripts
# from an address given by the opener, and a jQuery of 2009. What is not collected cannot be asked
# for.
UNUSED_PLUGINS = (
    "about", "adobeair", "ajax", "autoembed", "autogrow", "autolink", "bbcode", "codesnippet",
    "codesnippetgeshi", "colordialog", "copyformatting", "devtools", "div", "divarea",
    "docprops", "embed", "embedbase", "embedsemantic", "exportpdf", "filetools", "flash",
    "forms", "iframe", "iframedialog", "image", "image2", "language", "mathjax", "menubutton",
    "notificationaggregator", "pagebreak", "pastefromgdocs", "pastefromlibreoffice",
    "pastefromword", "placeholder", "preview", "scayt", "sharedspace",
    "showblocks", "smiley", "sourcedialog", "stylesheetparser", "tableresize", "templates",
    "uicolor", "uploadimage", "uploadwidget", "wsc", "xml",
)  # fmt: skip


class PrunedStaticFilesConfig(StaticFilesConfig):
    """Django's static files without the unused parts of CKEditor, in two of its 73 languages."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "ckeditor/ckeditor-init.js",
        "ckeditor/ckeditor.css",
        "ckeditor/fixups.js",
        "ckeditor/file-icons/*",
        "ckeditor/galleriffic/*",
        f"{EDITOR}adapters/*",
        f"{EDITOR}vendor/*",
        f"{EDITOR}skins/moono/*",
        f"{EDITOR}samples/*",
        f"{EDITOR}*.md",
        f"{EDITOR}*.html",
        f"{EDITOR}*/tests/*",
        f"{EDITOR}bender*",
        f"{EDITOR}build-config.js",
        f"{EDITOR}contents.css",
        f"{EDITOR}styles.js",
        f"{EDITOR}config.js",
        f"{EDITOR}*lang/[!ez]*.js",
        f"{EDITOR}*lang/e[!n]*.js",
        f"{EDITOR}*lang/en-*.js",
        f"{EDITOR}*lang/zh.js",
        *(f"{EDITOR}plugins/{plugin}/*" for plugin in UNUSED_PLUGINS),
    ]


class NewsroomStaticFilesStorage(ManifestStaticFilesStorage):
    """
    Static files under names with a hash, which browsers may keep for ever; except CKEditor's.

    The editor asks for its plugins, languages and skin by their plain names, and finds its own
    folder by the name of its first file, so hashed copies of it would never be used.

    Collecting a new release leaves those of earlier ones in place: whoever has a page of yesterday
    open still gets its styles and scripts. A file goes when no release of the last days had it.
    """

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        replaced = set(self.hashed_files.values())
        hashed = {name: path for name, path in paths.items() if not name.startswith(EDITOR)}
        yield from super().post_process(hashed, dry_run=dry_run, **options)
        if dry_run:
            return
        names = set(self.hashed_files.values())
        self._pack(names | (paths.keys() - hashed.keys()))
        self._forget_old(in_use=names | replaced)

    def stored_name(self, name: str) -> str:
        return name if name.startswith(EDITOR) else super().stored_name(name)

    def _pack(self, names: Iterable[str]) -> None:
        """Put beside each file what web servers send in its place to nearly every browser: a quarter of its bytes."""
        for file in (Path(self.path(name)) for name in names):
            packed = file.with_name(f"{file.name}.gz")
            if packed.is_file() and packed.stat().st_mtime >= file.stat().st_mtime:
                continue
            plain = file.read_bytes()
            smaller = gzip.compress(plain, mtime=0)
            if len(smaller) < len(plain) * WORTH_PACKING:
                _put(packed, smaller, like=file)

    def _forget_old(self, *, in_use: Iterable[str]) -> None:
        """A file's time says when a release last had it: this one, and the one that it replaces, had theirs now."""
        now = time.time()
        for name in in_use:
            for file in (Path(self.path(name)), Path(self.path(f"{name}.gz"))):
                if file.is_file():
                    os.utime(file, (now, now))
        for file in Path(self.location).rglob("*"):
            if HASHED.search(file.name) and file.stat().st_mtime < now - settings.STATIC_KEPT_SECONDS:
                file.unlink()


def _put(file: Path, content: bytes, *, like: Path) -> None:
    """Write a file whole or not at all, for those who may read the other one: it may be asked for already."""
    begun = file.with_name(f".{file.name}.{os.getpid()}")
    begun.write_bytes(content)
    shutil.copymode(like, begun)
    begun.replace(file)
