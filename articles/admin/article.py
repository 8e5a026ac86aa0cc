"""How the desk files, reviews and finds articles: declarations; the rules are in policy.py and workflow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from articles import admin_views, policy, workflow
from articles.admin import photo_choice
from articles.admin_views import comparing, deciding, drafting, expired, writing
from articles.forms.article import ArticleForm, ArticlePhotoForm
from articles.models import Article, ArticlePhoto, Byline, State
from articles.richtext import loosen_policy
from authors.desk_admin import MOST_LISTED, DeskInline, DeskModelAdmin
from authors.models import Author
from photos import policy as photo_policy
from photos.models import Photo

# Beyond so many digits no section has a number.
SECTION_FILTER, MOST_DIGITS = "section__id__exact", 9


class BylineInline(DeskInline, admin.TabularInline):
    model = Byline
    fields = ["author", "role", "position", "order"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("author")

    def choices_for(self, field: str, request: HttpRequest) -> QuerySet[Any] | None:
        if field != "author":
            return None
        article = _article_in_address(request)
        # Somebody who left the paper keeps the bylines he has.
        if article is None:
            return Author.objects.usable()
        return Author.objects.usable() | Author.objects.filter(pk__in=article.bylines.values("author"))

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1


class ArticlePhotoInline(DeskInline, admin.TabularInline):
    model = ArticlePhoto
    form = ArticlePhotoForm
    fields = ["photo", "caption", "credit", "shape", "after_paragraph", "order"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("photo")

    def choices_for(self, field: str, request: HttpRequest) -> QuerySet[Any] | None:
        if field != "photo":
            return None
        article = _article_in_address(request)
        if article is None:
            return photo_policy.visible_to(request.user)
        # What this article shows already stays choosable for whoever edits it; what others show does not.
        return photo_policy.visible_to(request.user, also=article.photos.order_by().values("photo"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "photo":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        article = _article_in_address(request)
        return photo_choice.shorten(
            super().formfield_for_foreignkey(db_field, request, **{"widget": photo_choice.PhotoSelect, **kwargs}),
            Photo.objects.filter(uses__article=article).only("title") if article else Photo.objects.none(),
        )


def _article_in_address(request: HttpRequest) -> Article | None:
    """The article whose page this is, for who may see it. Each choice of the form asks, so it is looked up once."""
    kept: dict[str, Article | None] = request.__dict__
    if "desk_article" not in kept:
        match = request.resolver_match
        kept["desk_article"] = admin_views.visible(request, match.kwargs.get("object_id", "") if match else "")
    return kept["desk_article"]


class StateFilter(admin.SimpleListFilter):
    """By state, and by what waits for the person who looks."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("Waiting for me")), *State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "mine":
            return queryset.filter(pk__in=policy.waiting_for(request.user).values("pk"))
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.display(description=Article._meta.get_field("changed_at").verbose_name, ordering="changed_at")
def changed_at(article: Article) -> SafeString:
    """When it was changed last, as short as it can be said: today the time only, this year without the year."""
    then, now = localtime(article.changed_at), localtime()
    day = date_format(then, "MONTH_DAY_FORMAT" if then.year == now.year else "DATE_FORMAT")
    said = f"{then:%H:%M}" if then.date() == now.date() else f"{day} {then:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', then.isoformat(), said)


@admin.register(Article)
class ArticleAdmin(DeskModelAdmin):
    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    list_display = ["title", "state", "section", "genre", "filed_by", "characters", changed_at]
    list_display_links = ["title"]
    list_filter = [StateFilter, "section", "genre", "series"]
    search_fields = ["headline", "kicker", "deck"]
    # A million are not put in order by their length; what an index has in order is.
    sortable_by = [changed_at]  # type: ignore[list-item]
    inlines = [BylineInline, ArticlePhotoInline]
    fieldsets = [
        (None, {"fields": ["kicker", "headline", "deck"], "classes": ["article-heads"]}),
        (None, {"fields": ["dateline", "body", "source"], "classes": ["article-text"]}),
        (
            _("Where it belongs"),
            {
                "fields": [("section", "genre"), ("series", "series_part"), "target_length", "embargo_until"],
                "classes": ["article-place"],
            },
        ),
    ]

    # -- who may -----------------------------------------------------------------------------------------------
    def visible_to(self, request: HttpRequest) -> QuerySet[Article]:
        return policy.visible_to(request.user).with_list_parts()  # type: ignore[attr-defined, no-any-return]

    def _sees(self, request: HttpRequest, obj: Article) -> bool:
        return policy.can_see(request.user, obj)

    def may_add(self, request: HttpRequest) -> bool:
        return policy.can_file(request.user)

    def may_change(self, request: HttpRequest, obj: Article | None) -> bool:
        if obj is None:
            return policy.can_file(request.user)
        if getattr(request, "shows_late_words", False):
            return True  # the form itself refuses to store them
        return policy.refusal_to_edit(request.user, obj) is None  # type: ignore[arg-type]

    def choices_for(self, field: str, request: HttpRequest) -> QuerySet[Any] | None:
        if field == "section":
            return policy.sections_for_choice(_article_in_address(request))
        return policy.series_for_choice(_article_in_address(request)) if field == "series" else None

    # -- the form ----------------------------------------------------------------------------------------------
    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        refused = getattr(request, "refused_sentence", "")
        return type("ArticleFormOfOnePerson", (form,), {"editor": request.user, "refused": refused})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "embargo_until":
            # Said once for everybody, instead of the admin's warning to those whose clock shows another time.
            field.help_text = _("An edition that appears earlier cannot carry it. The time is the newsroom's.")
        return field

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, BylineInline) and obj.pk is None and request.method == "GET":
            kwargs["initial"] = writing.own_byline(request.user)
        return kwargs

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A person who may only read gets the article as it will be read, not a form with dead fields."""
        if obj is not None and not self.has_change_permission(request, obj):
            return []
        return super().get_fieldsets(request, obj)

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return []
        return super().get_inline_instances(request, obj)

    # -- saving: the words first, then the verb ----------------------------------------------------------------
    def save_model(self, request: HttpRequest, obj: Article, form: forms.ModelForm, change: bool) -> None:
        if change:
            workflow.save_text(obj, by=request.user, seen_version=form.cleaned_data["seen_version"] or 0)  # type: ignore[arg-type]
        else:
            workflow.begin(obj, by=request.user)  # type: ignore[arg-type]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        workflow.attach_named_photos(form.instance)
        workflow.finish_text(form.instance, by=request.user)  # type: ignore[arg-type]
        drafting.close_form(request, form.instance, is_new=not change)
        comparing.name_what_was_saved(request, form.instance)

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: Any = None) -> HttpResponse:
        return deciding.take_after_saving(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return deciding.take_after_saving(request, obj) or super().response_change(request, obj)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Dozens of buttons and parts ask the policy the same things about one article."""
        if request.method != "GET":
            return super().change_view(request, object_id, form_url, extra_context)
        with policy.remembering():
            response = super().change_view(request, object_id, form_url, extra_context)
            return response.render() if hasattr(response, "render") else response

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        context = {**(extra_context or {}), **admin_views.desk_context(request, object_id)}
        context |= drafting.of_the_form(request, context)
        try:
            writing.look_first(request, context.get("article"))
            response = super().changeform_view(request, object_id, form_url, context)
        except (PermissionDenied, workflow.Refused) as refused:
            # Somebody was quicker, or the database had the last word: nothing was stored. The form is shown again
            # with all its words and the sentence that says why.
            context |= writing.show_again(request, object_id, refused)
            response = super().changeform_view(request, object_id, form_url, context)
            if writing.is_saved_already(request, context, response):
                return self.response_change(request, context["article"])
            response = writing.finish(request, context, response)
        loosen_policy(response)
        return response

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """The record stands on the article's page; Django's own log names photos that not every reader may know of."""
        if admin_views.visible(request, object_id) is None:
            raise Http404
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[object_id]))

    def get_urls(self) -> list[URLPattern]:
        return [*admin_views.addresses(), *(expired.keeping_words(address) for address in super().get_urls())]

    # -- the list ----------------------------------------------------------------------------------------------
    @admin.display(description=_("headline"), ordering="headline")
    def title(self, article: Article) -> SafeString:
        return format_html("<strong>{}</strong>", article.headline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and match.url_name == "articles_article_changelist"
        return rows.for_list() if is_list else rows  # type: ignore[attr-defined]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        section = _section_of_list(request)
        return queryset.headed(search_term, most=MOST_LISTED + 1, section=section), False  # type: ignore[attr-defined]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Article | None:
        """The one the whole page is about; it is not read twice to be shown."""
        if request.method != "GET":
            return super().get_object(request, object_id, from_field)
        return admin_views.visible(request, object_id)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        ways = policy.Ways()

        @admin.display(description=_("state"), ordering="state")
        def state_badge(article: Article) -> SafeString:
            where = policy.where_it_is(article, ways)
            return format_html('<span class="state state-{}">{}</span>', article.state, where)

        return [state_badge if column == "state" else column for column in self.list_display]

    @admin.display(description=_("filed by"), ordering="created_by__name")
    def filed_by(self, article: Article) -> str:
        return str(article.created_by)


def _section_of_list(request: HttpRequest) -> int | None:
    """The one to which the list is narrowed, if it is."""
    asked = request.GET.getlist(SECTION_FILTER)
    is_one = len(asked) == 1 and asked[0].isascii() and asked[0].isdigit() and len(asked[0]) <= MOST_DIGITS
    return int(asked[0]) if is_one else None
