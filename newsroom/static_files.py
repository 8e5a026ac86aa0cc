"""Which static files are published, and under which names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

EDITOR = "ckeditor/ckeditor/"

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
    """

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        hashed = {name: path for name, path in paths.items() if not name.startswith(EDITOR)}
        yield from super().post_process(hashed, dry_run=dry_run, **options)

    def stored_name(self, name: str) -> str:
        return name if name.startswith(EDITOR) else super().stored_name(name)
