"""The column for an article's text, and its editor: the only module that knows CKEditor."""

from __future__ import annotations

from typing import Any

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Length
from django.db.models.lookups import IRegex, LessThanOrEqual
from django.http import HttpResponseBase
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.html import (
    FORBIDDEN_HTML,
    MAX_BYTES,
    character_count,
    check_text_line,
    clean_html,
    latin_word_count,
    plain_text,
)

__all__ = [
    "CleanHTMLField",
    "RichTextWidget",
    "body_check",
    "character_count",
    "check_text_line",
    "clean_html",
    "latin_word_count",
    "loosen_policy",
    "plain_text",
]

# What a page with the editor needs beyond the strict policy: it writes style attributes, and its
# text stands in a frame. Inline scripts stay forbidden; static/desk/ckeditor_events.js makes up
# for them.
EDITOR_POLICY = {
    "style-src": ["'self'", "'unsafe-inline'"],
    "frame-src": ["'self'"],
}

# CKEditor 4.22.1 gets no fixes any more. It is contained: its own filter admits only what
# clean_html() keeps, whatever speaks to other servers or edits raw source is taken out, and the
# server trusts nothing it sends.
EDITOR_CONFIG: dict[str, Any] = {
    "toolbar": [
        ["Format"],
        ["Bold", "Italic", "RemoveFormat"],
        ["NumberedList", "BulletedList", "Blockquote"],
        ["Link", "Unlink"],
        ["Table", "HorizontalRule", "SpecialChar"],
        ["Undo", "Redo", "Find", "PasteText", "Maximize"],
    ],
    "format_tags": "p;h2;h3",
    "allowedContent": (
        "p h2 h3 br hr; strong em sub sup; ul ol li blockquote; a[!href,title];"
        "table caption thead tbody tr; th td[colspan,rowspan]"
    ),
    "disallowedContent": (
        "script style iframe object embed form input button textarea svg math link meta base;*[on*]; *{*}; *(*)"
    ),
    "removePlugins": (
        "exportpdf,pastefromword,pastefromgdocs,pastefromlibreoffice,scayt,wsc,iframe,forms,flash,smiley,"
        "templates,newpage,print,preview,save,language,div,"
        "font,colorbutton,colordialog,bidi,pagebreak,image,uploadimage,stylescombo,sourcearea,about,"
        "dialogadvtab,showblocks,elementspath,copyformatting"
    ),
    "removeDialogTabs": "link:advanced;link:target;link:upload",
    "linkShowAdvancedTab": False,
    "linkShowTargetTab": False,
    "linkDefaultProtocol": "https://",
    # Other programs' HTML is made plain by desk/pasting.js; what is left passes the filter above.
    "forcePasteAsPlainText": False,
    "customConfig": "",
    "stylesSet": False,
    "versionCheck": False,
    "disableNativeSpellChecker": False,
    "toolbarCanCollapse": False,
    # Characters stay characters: &ldquo; in the source would make every opened text look changed.
    "entities": False,
    "height": 520,
    "width": "100%",
    "resize_dir": "vertical",
    "resize_minHeight": 240,
}


class RichTextWidget(CKEditorWidget):  # type: ignore[misc]
    """The editing area; without JavaScript a text area with the HTML in it, which works as well."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"rows": 24, "class": "vLargeTextField", **(attrs or {})})

    @property
    def media(self) -> forms.Media:
        return forms.Media(
            css={"all": ["desk/richtext.css"]},
            # In this order: the editor, what makes it obey the policy and cleans what is pasted, then what starts it.
            js=[
                "ckeditor/ckeditor/ckeditor.js",
                "desk/ckeditor_events.js",
                "desk/pasting.js",
                "desk/ckeditor_init.js",
            ],
        )

    def use_required_attribute(self, initial: Any) -> bool:
        # The browser cannot point at the hidden text area and would refuse to send the form
        # without a word.
        return False

    def format_value(self, value: Any) -> str | None:
        """Clean on the way in too: a row may be older than today's rule."""
        text: str | None = super().format_value(value)
        try:
            return clean_html(text) if text else text
        except ValidationError:
            return text

    def _set_config(self) -> None:
        # Called by CKEditorWidget before it writes self.config into the page. Forms share one
        # dictionary, so another one is made: two people with two languages may open the form at
        # the same time.
        language = "zh-cn" if (get_language() or "").startswith("zh") else "en"
        self.config = {
            **EDITOR_CONFIG,
            "language": language,
            "defaultLanguage": language,
            "contentsCss": [static("desk/richtext.css")],
            "formatLabels": {
                "tag_p": _("Text"),
                "tag_h2": _("Subhead"),
                "tag_h3": _("Minor subhead"),
            },
        }


class RichTextFormField(forms.CharField):
    """A form's field for article text; what leaves it is clean."""

    widget = RichTextWidget

    def to_python(self, value: Any) -> Any:
        return clean_html(super().to_python(value) or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the cleaned texts: the editor rewrites white space, and that voids no review."""
        try:
            return clean_html(initial or "") != clean_html(data or "")
        except ValidationError:
            return True


class CleanHTMLField(models.TextField):
    """
    A text column that only takes clean HTML, by form, save(), update() or bulk_create().

    Expressions and raw SQL pass it by; for those there is body_check().
    """

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        # To a migration it is a text column, so that migrations outlive the editor.
        name, _path, args, kwargs = super().deconstruct()
        return name or "", "django.db.models.TextField", args, kwargs

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(_cleaned(value), model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Clean the object's own text too, so that what is in memory is what is stored."""
        value = _cleaned(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return super().get_db_prep_save(_cleaned(value), connection)

    def formfield(self, **kwargs: Any) -> Any:
        # The admin proposes its own text area for every TextField; this column has one editor.
        return super().formfield(**{**kwargs, "form_class": RichTextFormField, "widget": RichTextWidget})


def body_check(field: str, *, name: str, key: str = "") -> models.CheckConstraint:
    """
    Return the constraint by which PostgreSQL refuses HTML that clean_html() would not leave.

    With `key` the column holds a JSON object, and the HTML is the text under that key.
    """
    text = KeyTextTransform(key, Cast(field, models.JSONField())) if key else models.F(field)
    return models.CheckConstraint(
        name=name,
        condition=models.Q(LessThanOrEqual(Length(text), MAX_BYTES)) & ~models.Q(IRegex(text, FORBIDDEN_HTML)),
    )


def loosen_policy(response: HttpResponseBase) -> None:
    """Mark a response as one with the editor in it; the policy middleware reads the mark."""
    response.csp = EDITOR_POLICY  # type: ignore[attr-defined]


def _cleaned(value: Any) -> Any:
    return clean_html(value) if isinstance(value, str) else value
