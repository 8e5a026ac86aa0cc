"""What the form of an article begins with, and who finds his words in it again: nothing that was sent is lost."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles import policy, workflow
from articles.admin_views import drafting, rows
from articles.admin_views.addresses import visible
from articles.comparing import compare_fields, summary
from articles.models import Article, Autosave, BylinePosition, BylineRole, Section, Series
from articles.richtext import check_text_line, clean_html
from articles.workflow import drafting as kept
from authors.models import Author, Role
from photos import policy as photo_policy
from photos.cropping import crop_of
from photos.models import AiUse, Photo, Shape


class TakenUp(workflow.Refused):
    """Words kept from an earlier time are shown in the form; nothing is stored by that."""

    def __init__(self, row: Autosave) -> None:
        super().__init__(
            _("These are your words of %(time)s. They are not saved yet.") % {"time": drafting.clock(row.saved_at)}
        )
        self.row = row


def may_have_opened_the_form(request: HttpRequest, object_id: str | None) -> bool:
    """Whether what the form shows besides the words that were sent is nothing new to this person."""
    article = visible(request, object_id) if object_id else None
    return article is not None and policy.knows_the_making(request.user, article)


def own_byline(user: Any) -> list[dict[str, Any]]:
    """The first byline of a new article: the person who files it, if he is an author."""
    author = Author.objects.usable().filter(user=user).first()
    if author is None:
        return []
    role = BylineRole.PHOTO_REPORTER if user.holds({Role.PHOTOGRAPHER}) else BylineRole.REPORTER
    return [{"author": author.pk, "role": role, "position": BylinePosition.HEAD}]


# -- words that are shown and not stored ---------------------------------------------------------------------------
def look_first(request: HttpRequest, article: Article | None) -> None:
    """Raise what keeps this form from being stored before anything of it is looked at."""
    user: Any = request.user
    if request.method == "GET" and (token := drafting.uuid_of(request.GET.get("draft", ""))):
        row = kept.kept_words(user, article).filter(token=token).first()
        if row and not (policy.refusal_to_edit(user, article) if article else not policy.can_file(user)):
            raise TakenUp(row)
    if request.method != "POST":
        return
    if sentence := drafting.another_person(request, user):
        raise workflow.Refused(sentence)
    if unwanted := drafting.uuid_of(request.POST.get("_throw", "")):
        kept.throw_away(unwanted, by=user)
        raise workflow.Refused(_("The earlier words are thrown away."))


def show_again(request: HttpRequest, object_id: str | None, refused: Exception) -> dict[str, Any]:
    """Make the request one whose words are shown in the form again and not stored; answers with what to say of it."""
    if isinstance(refused, PermissionDenied):
        # It was his to change when he opened the form, and somebody has decided on it since. The bare refusal would
        # throw his words away.
        if request.method != "POST" or not may_have_opened_the_form(request, object_id):
            raise refused
        request.shows_late_words = True  # type: ignore[attr-defined]
        return {}
    request.refused_sentence = str(refused)  # type: ignore[attr-defined]
    article = visible(request, object_id) if object_id else None
    if isinstance(refused, TakenUp):
        return _take_up(request, article, refused)
    if isinstance(refused, workflow.StaleText) and article:
        return _beside_the_stored(request, article)
    return {}


def _take_up(request: HttpRequest, article: Article | None, taken: TakenUp) -> dict[str, Any]:
    row = taken.row
    words = QueryDict(mutable=True)
    for name, values in row.words.items():
        words.setlist(name, values)
    words["draft_taken_from"] = f"{row.token}.{row.sequence}"
    request.method, request.POST = "POST", words  # type: ignore[assignment]
    context = {"taken_up": str(taken), **drafting.of_the_form(request, {"article": article})}
    context["offers"] = [offer for offer in context.get("offers", []) if offer["token"] != row.token]
    if article and article.current_version and row.base_version != article.current_version.number:
        return {**context, **_beside_the_stored(request, article)}
    return context


def _beside_the_stored(request: HttpRequest, article: Article) -> dict[str, Any]:
    """Both texts: his, in the form, now over the newest version; and that version's, with what is different."""
    request.POST = rows.over_newest(request.POST, article)  # type: ignore[assignment]
    stored = workflow.current(article)
    theirs = {**stored.parts, **_beside_the_words(article)}
    differences = compare_fields(theirs, parts_of(request, article), names=_names())
    return {
        "stored": stored,
        "differences": [one for one in differences if one.changed],
        "difference_in_words": summary(differences),
    }


def finish(request: HttpRequest, context: dict[str, Any], response: HttpResponse) -> HttpResponse:
    """Give the page that shows words again its face: its own where two texts stand side by side."""
    if not isinstance(response, TemplateResponse) or response.context_data is None:
        return response
    if "stored" in context:
        response.template_name = "admin/articles/article/stale.html"
    if "taken_up" in context or "stored" in context:
        _without_faults(response.context_data)
    return response


def is_saved_already(request: HttpRequest, context: dict[str, Any], response: HttpResponse) -> bool:
    """Whether this is the second press of a button: the newest version is his own and has every word he sent."""
    stored = context.get("stored")
    if stored is None or "taken_up" in context or stored.created_by_id != request.user.pk:
        return False
    if not isinstance(response, TemplateResponse) or response.context_data is None:
        return False
    form = response.context_data["adminform"].form
    lines = [inline.formset for inline in response.context_data["inline_admin_formsets"]]
    return not form.has_changed() and not any(formset.has_changed() for formset in lines)


def _without_faults(page: dict[str, Any]) -> None:
    """Words only shown are not judged yet."""
    page["errors"] = []
    for inline in page["inline_admin_formsets"]:
        inline.formset._non_form_errors = inline.formset.error_class()
        for row in inline.formset.forms:
            row._errors = ErrorDict()
    page["adminform"].form._errors = ErrorDict()


# -- the words of a form as the parts of a version ---------------------------------------------------------------------
def parts_of(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What a form's words would be as a version, in the shape of `Version.parts`, as far as they can be read."""
    words = request.POST
    lines = {
        name: check_text_line(words.get(name, "")) for name in ("kicker", "headline", "deck", "dateline", "source")
    }
    try:
        body = clean_html(words.get("body", ""))
    except ValidationError:
        body = ""
    return {
        **lines,
        "body": body,
        "genre": words.get("genre", ""),
        "section": _number(words.get("section")),
        "series": _number(words.get("series")),
        "series_part": _number(words.get("series_part")),
        "bylines": _bylines(rows.read(words, "bylines")),
        "photos": _photos(request, article, rows.read(words, "photos")),
        # No words of a version, but they too would be overwritten.
        "embargo_until": f"{words.get('embargo_until_0', '')} {words.get('embargo_until_1', '')}".strip(),
        "target_length": words.get("target_length", "").strip(),
    }


def _beside_the_words(article: Article) -> dict[str, str]:
    """What stands in the form and in no version, written as the form writes it."""
    until, length = article.embargo_until, article.target_length
    return {
        "embargo_until": f"{localtime(until):%Y-%m-%d %H:%M:%S}" if until else "",
        "target_length": str(length) if length else "",
    }


def _in_order(lines: list[rows.Row]) -> list[rows.Row]:
    kept_lines = [line for line in lines if not line.get("DELETE")]
    return sorted(kept_lines, key=lambda line: (_number(line.get("order")) or 0, _number(line.get("id")) or 2**63))


def _bylines(lines: list[rows.Row]) -> list[dict[str, Any]]:
    authors = Author.objects.in_bulk([number for line in lines if (number := _number(line.get("author")))])
    return [
        {"author": number, "name": authors[number].name, "role": line.get("role"), "position": line.get("position")}
        for line in _in_order(lines)
        if (number := _number(line.get("author"))) in authors
    ]


def _photos(request: HttpRequest, article: Article, lines: list[rows.Row]) -> list[dict[str, Any]]:
    numbers = [number for line in lines if (number := _number(line.get("photo")))]
    choosable = photo_policy.visible_to(request.user, also=article.photos.order_by().values("photo"))
    photos = choosable.in_bulk(numbers)
    return [
        {
            "photo": number,
            "sha256": photos[number].sha256,
            "caption": check_text_line(line.get("caption", "")) or photos[number].caption,
            "credit": check_text_line(line.get("credit", "")) or photos[number].credit,
            "alt": photos[number].alt_text,
            "after_paragraph": _number(line.get("after_paragraph")) or 0,
            **_cut(photos[number], line.get("shape", "")),
        }
        for line in _in_order(lines)
        if (number := _number(line.get("photo"))) in photos
    ]


def _cut(photo: Photo, shape: str) -> dict[str, Any]:
    """The keys that a version has of a photo only where there is something to say."""
    found: dict[str, Any] = {}
    if shape in Shape.values:
        found |= {"shape": shape, "crop": list(crop_of(photo, Shape(shape)))}
    if photo.ai_use != AiUse.NONE:
        found["ai"] = photo.ai_use
    return found


def _names() -> dict[str, dict[int, str]]:
    return {
        "section": dict(Section.objects.values_list("pk", "name")),
        "series": dict(Series.objects.values_list("pk", "name")),
    }


def _number(text: Any) -> int | None:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 19 else None
