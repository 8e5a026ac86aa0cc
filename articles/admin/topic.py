"""How the desk keeps its topics: one page for each, with its groups and its articles in their order."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles import policy, topic_pages, topic_photos, workflow
from articles.admin import photo_choice
from articles.admin_views import gathering
from articles.forms.topic import TopicForm
from articles.models import Article, ArticlePhoto, Topic, TopicArticle, TopicGroup
from articles.policy.topics import MOST_ARTICLES, can_keep_topics
from authors.desk_admin import DeskInline, DeskModelAdmin
from photos import policy as photo_policy
from photos.models import Photo


class TopicGroupInline(DeskInline, admin.TabularInline):
    model = TopicGroup
    fields = ["name", "order"]
    extra = 1
    max_num = 20


class TopicArticleInline(DeskInline, admin.TabularInline):
    """The articles in it that this person may see; the others stay where they are. More come from the page beside."""

    model = TopicArticle
    fields = ["headline", "state", "group", "order"]
    readonly_fields = ["headline", "state"]
    verbose_name_plural = _("articles")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"absolute_max": MOST_ARTICLES, "max_num": 0, **kwargs})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).filter(article__in=policy.visible_to(request.user))
        return rows.select_related("article", "group").defer("article__body")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def choices_for(self, field: str, request: HttpRequest) -> QuerySet[Any] | None:
        return TopicGroup.objects.filter(topic=_number_in(request)) if field == "group" else None

    @admin.display(description=_("headline"))
    def headline(self, entry: TopicArticle) -> SafeString:
        address = reverse("admin:articles_article_change", args=[entry.article_id])
        return format_html('<a href="{}">{}</a>', address, entry.article.headline)

    @admin.display(description=_("state"))
    def state(self, entry: TopicArticle) -> str:
        return entry.article.get_state_display()


@admin.register(Topic)
class TopicAdmin(DeskModelAdmin):
    form = TopicForm
    list_display = ["name", "articles", "is_open", "is_public", "slug"]
    list_filter = ["is_open", "is_public"]
    search_fields = ["name", "introduction"]
    inlines = [TopicGroupInline, TopicArticleInline]

    def visible_to(self, request: HttpRequest) -> QuerySet[Any]:
        """For who keeps them: a topic names articles that others must not hear of yet."""
        rows = Topic.objects.all() if can_keep_topics(request.user) else Topic.objects.none()
        return rows.annotate(count=Count("entries"))

    def may_look(self, request: HttpRequest) -> bool:
        return can_keep_topics(request.user)

    def may_add(self, request: HttpRequest) -> bool:
        return can_keep_topics(request.user)

    def may_change(self, request: HttpRequest, obj: Any) -> bool:
        return can_keep_topics(request.user)

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(gathering.page)
        return [path("<int:topic_id>/gather/", page, name="articles_topic_gather"), *super().get_urls()]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Whoever may not see the lead does not choose it."""
        lead = ["lead"] if obj is None or obj.lead is None or policy.can_see(request.user, obj.lead) else []
        days = ("first_day", "last_day")
        return [
            ("name", "slug"),
            "introduction",
            "photo",
            *(lead if obj else []),
            days,
            ("is_open", "is_public"),
            "seen",
        ]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [TopicGroupInline, TopicArticleInline] if obj else [TopicGroupInline]

    def choices_for(self, field: str, request: HttpRequest) -> QuerySet[Any] | None:
        if field == "photo":
            return self._photos(request)
        if field != "lead":
            return None
        gathered = TopicArticle.objects.filter(topic=_number_in(request)).values("article")
        rows: QuerySet[Article] = policy.visible_to(request.user).filter(pk__in=gathered)
        return rows.defer("body")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "photo":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        chosen = Photo.objects.filter(topics=_number_in(request))
        kwargs = {"widget": photo_choice.NamedPhotoSelect, **kwargs}
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.error_messages["invalid_choice"] = _("There is no such photo.")
        return photo_choice.shorten(field, chosen)

    def _photos(self, request: HttpRequest) -> QuerySet[Any]:
        """Those of its articles first, then the newest of the library."""
        shown = ArticlePhoto.objects.filter(photo=OuterRef("pk"), article__topics__topic=_number_in(request))
        rows = photo_policy.visible_to(request.user).alias(is_shown=Exists(shown))
        return rows.order_by("-is_shown", "-uploaded_at", "-pk")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Above the form stands what keeps its photo from readers, or soon will."""
        topic = self.get_object(request, object_id)
        context = {**(extra_context or {}), **(_said_of_photo(topic) if topic else {})}
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description=_("articles"), ordering="count")
    def articles(self, topic: Topic) -> int:
        return topic.count  # type: ignore[attr-defined,no-any-return]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """With everything stored, readers get it as it is: in the one transaction of the form."""
        super().save_related(request, form, formsets, change)
        workflow.note_topic_saved(form.instance)
        topic_pages.show(form.instance)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """A new topic is empty: what comes next is gathering."""
        answer = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST or "_continue" in request.POST:
            return answer
        return HttpResponseRedirect(reverse("admin:articles_topic_gather", args=[obj.pk]))


def _number_in(request: HttpRequest) -> int | None:
    """Of the topic whose page this is."""
    match = request.resolver_match
    number = match.kwargs.get("object_id", "") if match else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


def _said_of_photo(topic: Topic) -> dict[str, Any]:
    if not topic.photo:
        return {}
    left_out = topic.is_public and bool(topic_photos.refusals(topic.photo))
    return {"photo_warnings": topic_photos.warnings(topic.photo), "photo_is_left_out": left_out}
