"""The buttons of an article: taking a verb, with or without the words that were just saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import pictured, policy, publishing, verbs, workflow
from articles.admin_views.addresses import desk_path, visible
from articles.clock import database_now
from articles.forms.article import NoteForm
from articles.models import Article
from authors.models import User
from photos import policy as photo_policy
from photos import rights

# Where photos that cannot be published as things stand are mentioned.
ADVISED = frozenset({"submit", "pass", "approve"})
# The verbs by which readers get an article on its own.
SHOWN_BY = {"publish_online": publishing.publish_online, "republish": publishing.republish}


def addresses() -> list[URLPattern]:
    return [desk_path("<int:article_id>/take/<slug:verb>/", take, name="take")]


def take_after_saving(request: HttpRequest, article: Article) -> HttpResponse | None:
    """The verb of the button that sent the form, taken on the words just stored; None if it only saved."""
    name = request.POST.get("_take", "")
    return _take(request, article, name) if name else None


@require_POST
def take(request: HttpRequest, article_id: int, verb: str) -> HttpResponse:
    """Take a verb from a page without a form, for who may decide but not change the words."""
    article = visible(request, article_id)
    if article is None:
        raise Http404
    if request.POST.get("seen_version", "") != str(article.current_version.number if article.current_version else 0):
        messages.error(request, workflow.stale_sentence(article))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    # Looked at once more under the lock: between here and there somebody may store other words.
    return _take(request, article, verb, seen_version=workflow.current(article).number)


def _take(request: HttpRequest, article: Article, name: str, *, seen_version: int | None = None) -> HttpResponse:
    verb, user, form = verbs.BY_NAME.get(name), request.user, NoteForm(request.POST)
    if verb is None or not verb.is_button or not isinstance(user, User):
        raise Http404
    if not form.is_valid():
        messages.error(request, " ".join(str(sentence) for errors in form.errors.values() for sentence in errors))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    note = form.cleaned_data["note"]
    try:
        if name == "withdraw":
            notice = form.cleaned_data["notice"] or _("This article has been withdrawn.")
            publishing.withdraw(article, by=user, reason=note, notice=notice)
        elif name == "restore":
            publishing.restore(article, by=user, reason=note)
        elif name in SHOWN_BY:
            SHOWN_BY[name](article, by=user, note=note, seen_version=seen_version)
        else:
            workflow.take(verb, article, by=user, note=note, seen_version=seen_version)
    except workflow.Refused as refused:
        lacking = isinstance(refused, workflow.PhotosLackWords)
        for sentence in _photos_to_mend(article, user) if lacking else [str(refused)]:
            messages.error(request, sentence)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    messages.success(request, _("“%(article)s”: %(verb)s – done.") % {"article": article, "verb": verb.label})
    _advise(request, article, name, by=user)
    return HttpResponseRedirect(_where_next(user, article))


def _advise(request: HttpRequest, article: Article, verb: str, *, by: User) -> None:
    if verb in ADVISED:
        for sentence in [*_photos_to_mend(article, by), *_advice_on_photos(article)]:
            messages.warning(request, sentence)


def _photos_to_mend(article: Article, user: User) -> list[str]:
    """One sentence for each photo that lacks words, with the way to where this person can add them."""
    sentences: list[str] = []
    for one in pictured.photos_lacking_words(article):
        if photo_policy.can_change(user, one.photo):
            name, way = _("Mend it at the photo"), reverse("admin:photos_photo_change", args=[one.photo.pk])
        else:
            name, way = _("Mend it in the article"), reverse("admin:articles_article_change", args=[article.pk])
        sentences.append(format_html('{} <a href="{}">{}</a>', one.sentence, way, name))
    return sentences


def _advice_on_photos(article: Article) -> list[str]:
    """What rights would keep its photos from being published as things stand; it keeps nobody from submitting."""
    today = timezone.localdate(database_now())
    uses = article.photos.select_related("photo")
    return [
        sentence
        for use in uses
        for sentence in rights.refusals_of_rights(use.photo, on=today, article=article.pk)
        + [warning for warning in [rights.warning_of(use.photo, on=today)] if warning]
    ]


def _where_next(user: User, article: Article) -> str:
    """Stay with the article while there is something left to do on it, else go back to the desk."""
    article.refresh_from_db()
    if policy.can_see(user, article) and verbs.open_to(article, by=user):
        return reverse("admin:articles_article_change", args=[article.pk])
    return reverse("admin:index")
