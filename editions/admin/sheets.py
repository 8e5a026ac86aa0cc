"""Paper sizes and page templates: what a page is drawn on, and the slots it begins with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from authors.models import User
from editions import sheet_drawing, template_board, workflow
from editions.admin.house import HouseAdmin
from editions.admin_views import template_board as board_views
from editions.composing.grid import BROADSHEET, TABLOID, Grid
from editions.models import PageTemplate, PaperSize
from editions.sheet_forms import PageTemplateForm, PaperSizeForm


def _small(drawing: sheet_drawing.SheetDrawing | None) -> SafeString | str:
    """The drawing of a sheet as small as a list has room for."""
    if drawing is None:
        return "–"
    return render_to_string("admin/editions/_sheet_drawing.html", {"drawing": drawing, "size": "small"})


class SheetAdmin(HouseAdmin):
    """A list whose rows show what they look like."""

    class Media:
        css = {"all": ["desk/sheet_drawing.css"]}


@admin.register(PaperSize)
class PaperSizeAdmin(SheetAdmin):
    """The sheets of the paper; 对开 and 四开 are offered to begin with."""

    form = PaperSizeForm
    list_display = ["name", "drawn", "size", "columns", "lines"]
    change_form_template = "admin/editions/papersize/change_form.html"
    fieldsets = [
        (None, {"fields": ["name"]}),
        (_("The sheet"), {"fields": [("width_mm", "height_mm")]}),
        (_("Across"), {"fields": [("columns", "column_chars", "gutter_chars"), "cell_mm"]}),
        (_("From top to bottom"), {"fields": [("top_mm", "lines", "line_mm")]}),
    ]

    @staticmethod
    def beginnings() -> dict[str, tuple[str, Grid]]:
        """What a new sheet may begin as, by the word in the address."""
        return {"broadsheet": (_now("Broadsheet"), BROADSHEET), "tabloid": (_now("Tabloid"), TABLOID)}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """One of our own beginnings, by its name; no other word of the address gets into the form."""
        begun = self.beginnings().get(request.GET.get("from", ""))
        return {**begun[1].as_dict(), "name": begun[0]} if begun else {}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        paper = self.get_object(request, object_id) if object_id else None
        begun = self.beginnings().get(request.GET.get("from", ""))
        grid = paper.grid if paper else begun[1] if begun else None
        more = {
            "beginnings": [{"word": word, "name": name} for word, (name, _grid) in self.beginnings().items()],
            "drawing": sheet_drawing.of_sheet(grid) if grid else None,
            "pages_on": workflow.pages_on(paper) if paper else [],
        }
        return super().changeform_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: PaperSize, form: Any, change: bool) -> None:
        measured = set(form.changed_data) - {"name"}
        if not change or not measured:
            super().save_model(request, obj, form, change)
            return
        assert isinstance(request.user, User)
        if count := workflow.measure_anew(obj, by=request.user):
            sentence = ngettext(
                "%(count)s page is drawn anew by the press; a sign-off of it has to be given again.",
                "%(count)s pages are drawn anew by the press; sign-offs of them have to be given again.",
                count,
            )
            messages.warning(request, sentence % {"count": count})

    def get_urls(self) -> list[URLPattern]:
        remove = self.admin_site.admin_view(board_views.remove_paper)
        return [path("<int:paper_id>/remove/", remove, name="editions_papersize_remove"), *super().get_urls()]

    @admin.display(description=_("drawing"))
    def drawn(self, paper: PaperSize) -> SafeString | str:
        return _small(sheet_drawing.of_paper(paper))

    @admin.display(description=_("size"), ordering="width_mm")
    def size(self, paper: PaperSize) -> str:
        measures = {"width": f"{paper.width_mm:g}", "height": f"{paper.height_mm:g}"}
        return _now("%(width)s × %(height)s mm") % measures


@admin.register(PageTemplate)
class PageTemplateAdmin(SheetAdmin):
    """The kinds of page: what each must have, its sheet, and the slots on it."""

    form = PageTemplateForm
    list_display = ["name", "drawn", "paper", "needs_lead", "needs_photo", "at_most"]
    change_form_template = "admin/editions/pagetemplate/change_form.html"
    fieldsets = [
        (None, {"fields": ["name"]}),
        (_("The sheet"), {"fields": ["paper", ("masthead_columns", "masthead_lines")]}),
        (_("What stands on it"), {"fields": [("needs_lead", "needs_photo"), "most_articles"]}),
    ]

    def visible_to(self, request: HttpRequest) -> QuerySet[Any]:
        return super().visible_to(request).select_related("paper").prefetch_related("slots")

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        template = self.get_object(request, object_id) if object_id else None
        more: dict[str, Any] = {}
        if template is not None:
            more = {**template_board.context(template), "used_by": template_board.used_by(template)}
        return super().changeform_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: PageTemplate, form: Any, change: bool) -> None:
        """Count on, so that whoever looks at an older state is told."""
        obj.layout_number += 1 if change else 0
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        own: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "slots": ("slots.css", board_views.slots_sheet),
            "do": ("do/", board_views.do),
            "copy": ("copy/", board_views.copy),
            "remove": ("remove/", board_views.remove),
        }
        urls = [
            path(f"<int:template_id>/{address}", self.admin_site.admin_view(view), name=f"editions_pagetemplate_{name}")
            for name, (address, view) in own.items()
        ]
        return [*urls, *super().get_urls()]

    @admin.display(description=_("drawing"))
    def drawn(self, template: PageTemplate) -> SafeString | str:
        return _small(sheet_drawing.of_template(template))

    @admin.display(description=_("articles"), ordering="most_articles")
    def at_most(self, template: PageTemplate) -> str:
        count = template.most_articles
        return ngettext("at most %(count)s article", "at most %(count)s articles", count) % {"count": count}
