"""Every address of both sides: who gets what there, and that nobody gets a word that is not meant for him.

`rules()` is the table. An address without a rule fails, and so does a rule without an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve, reverse
from PIL import Image

from articles import publishing, workflow
from articles.clock import database_now
from articles.models import Article, Correction, Note, Notice, State, StyleRule, StyleWord, Withdrawal
from articles.verbs import VERBS
from articles.workflow import drafting
from authors.models import Role
from editions import uploaded_pages
from editions import workflow as edition_workflow
from editions.models import AdvertFile, Drawing, Page, PageFile, PlanException, PlannedPage, Slot
from newsroom import desk_urls, website_urls
from photos import workflow as photo_workflow
from photos.models import Photo, Upload, private_store
from tests.articles.test_workflow import ALLOWED
from tests.editions import odd_pdfs
from tests.factories import (
    bring_to,
    edit,
    ensure_stages,
    jpeg,
    make_article,
    make_author,
    make_drawn_edition,
    make_edition,
    make_photo,
    make_plan,
    make_section,
    make_series,
    make_topic,
    make_user,
    publish_alone,
    take,
    upload,
)
from tests.website.bakehouse import Bakehouse, as_outside, contents
from website import intake
from website.models import PublishedPage, PublishedPicture

pytestmark = pytest.mark.django_db

ROLES = [role.value for role in Role]
DESK = {*ROLES, "reporter2"}
# Signed in without a role; and with every flag Django knows, but without a role.
OUTSIDE = {"anonymous", "nobody", "flagged"}
EVERYBODY = DESK | OUTSIDE
EDITORS = {"desk_editor", "section_head", "chief_editor"}
PAGE_PEOPLE = {"proofreader", "page_designer"}
FILERS = {"reporter", "reporter2", "photographer"} | EDITORS
HOUSE = {"chief_editor", "admin"}
SIGNERS = {"section_head", "chief_editor"}
COMPOSERS = {"page_designer", "chief_editor"}
PICTURE_DESK = EDITORS | PAGE_PEOPLE
WITH_PHOTOS = FILERS | PAGE_PEOPLE

# Who may see the words of reporter's article, by what became of it; he alone filed it and took its photo.
SEES = {
    "draft": {"reporter"},
    "dropped": {"reporter"},  # spiked before anybody else had seen it
    "returned": {"reporter"} | EDITORS,
    "submitted": {"reporter"} | EDITORS,
    "spiked": {"reporter"} | EDITORS,
    "approved": {"reporter"} | EDITORS | PAGE_PEOPLE,
    "withdrawn": {"reporter"} | EDITORS,
    "published": EVERYBODY,
}
EDITS = {"draft": {"reporter"}, "returned": {"reporter"}, "submitted": {"desk_editor"}}
KNOWS_THE_MAKING = {"reporter"} | EDITORS
MISSING = 987654321
# To show a page of the desk; a page that asks for each of its rows asks more than this in the evening of `world`.
MOST_QUESTIONS = 34


@dataclass
class Canary:
    """A word that stands in one place only, and those who may come upon it."""

    word: str
    where: str
    seen_by: set[str]


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[SimpleNamespace]:
    """The paper on one evening: one article in each state, made once and rolled back at the end."""
    folder = tmp_path_factory.mktemp("pictures")
    stores = {
        name: {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / name}}
        for name in ("default", "public")
    }
    with (
        override_settings(
            STORAGES={**_static_storage(), **stores},
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ),
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        # A refusal is an answer here, not an event; its log lines and templates are kept for nobody.
        patch.setattr("logging.Logger.handle", lambda *args: None)
        patch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
        patch.setattr(Photo._meta.get_field("original"), "storage", storages["default"])
        yield _evening()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own() -> None:
    """The pictures lie where `world` has put them for the whole module."""


def _static_storage() -> dict[str, Any]:
    return {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def _evening() -> SimpleNamespace:
    ensure_stages()
    people = {role.value: make_user(role.value, role, name=f"{role.value} person") for role in Role}
    people["reporter2"] = make_user("reporter2", Role.REPORTER)
    people["nobody"] = make_user("nobody")
    people["flagged"] = make_user("flagged", is_superuser=True)
    cast = SimpleNamespace(**people)
    world = SimpleNamespace(cast=cast, people=people, articles={}, photos={}, canaries=[])
    world.series = make_series()
    world.closed_section = make_section("closed", "旧栏", is_active=False)
    world.gone_author = make_author("gone author", is_active=False)
    for state in SEES:
        _canary_article(world, state)
    _notes(world)
    world.topic = make_topic(articles=world.articles.values(), name="旧城更新", slug="old-town")
    world.correction = _correction(world)
    world.hurried = _hurried_article(world)
    world.struck = _article_with_a_struck_word(world)
    world.edition = make_edition(cast)
    edition_workflow.place(world.edition.pages.get(), [world.articles["approved"]], by=cast.page_designer)
    world.page_file = _page_set_elsewhere(world)
    world.drawn_page = _drawn_page(cast)
    make_plan()
    _page_picture(world)
    world.unsaved = _unsaved_words(world)
    world.upload = _upload(world)
    world.private_photo = make_photo(by=cast.reporter2, title="zqtitleofreporter2", caption="", credit="")
    world.browsers = {name: _browser(people.get(name)) for name in sorted(EVERYBODY)}
    return world


def _page_picture(world: SimpleNamespace) -> None:
    """Readers see the page of the published article as it was printed."""
    out = BytesIO()
    Image.new("RGB", (480, 660), "#ffffff").save(out, "WEBP")
    for name in ("printed-480.webp", "printed.pdf"):
        storages["public"].save(name, ContentFile(out.getvalue()))
    page = PublishedPage.objects.get(appearances__article=world.articles["published"].pk)
    region = intake.RegionCopy(world.articles["published"].pk, ((0, 0), (100, 0), (50, 100)))
    picture = intake.PagePictureCopy("printed", 480, 660, (480,))
    intake.accept_page_picture(page.edition_id, page.label, picture, "printed.pdf", [region])
    intake.accept_issue_pdf(page.edition_id, "printed.pdf")
    world.printed = page.get_absolute_url().removesuffix("/")


def _advert_file(cast: SimpleNamespace) -> AdvertFile:
    private_store().save("adverts/one/original.pdf", ContentFile(b"%PDF-1.7"))
    measures = {"width_mm": 60, "height_mm": 40, "width": 709, "height": 472}
    return AdvertFile.objects.create(
        name="advert.pdf", sha256="0" * 64, bytes=8, folder="adverts/one", uploaded_by=cast.page_designer, **measures
    )


def _drawn_page(cast: SimpleNamespace) -> Page:
    """A page with an advertisement and a drawing of it, in an edition of its own."""
    page = make_drawn_edition(cast).pages.get()
    slot = page.slots.last()
    Slot.objects.filter(pk=slot.pk).update(role="advert", artwork_file=_advert_file(cast))
    folder = f"pages/{page.pk}"
    private_store().save(f"{folder}/page.pdf", ContentFile(b"%PDF-1.7"))
    Drawing.objects.create(page=page, digest="0" * 64, layout_number=0, folder=folder, width=1600, height=2215)
    return page


def _canary_article(world: SimpleNamespace, state: str) -> None:
    cast, seen = world.cast, SEES[state]

    def canary(where: str, seen_by: set[str]) -> str:
        word = f"zq{state}{where}zq"
        world.canaries.append(Canary(word, f"{where} of the {state} article", seen_by))
        return word

    photo = make_photo(
        by=cast.reporter,
        title=canary("phototitle", {"reporter"} | PICTURE_DESK),
        # The picture desk sees every picture with its words.
        caption=canary("caption", seen | PICTURE_DESK),
    )
    photo.original_filename = canary("filename", {"reporter"} | PICTURE_DESK) + ".jpg"
    photo.rights_note = canary("rights", {"reporter"} | PICTURE_DESK)
    photo.save()
    # Who may get a byline is known at the desk; readers know whose articles they have.
    author = make_author(canary("byline", DESK | (EVERYBODY if state in {"published", "withdrawn"} else set())))
    parts = {part: canary(part, seen) for part in ("kicker", "headline", "deck", "source")}
    body = f"<p>{canary('body', seen)}</p>"
    article = make_article(by=cast.reporter, byline=author, photo=photo, body=body, **parts)
    world.photos[state] = photo
    note = "" if state in {"draft", "submitted"} else canary("note", KNOWS_THE_MAKING & seen)
    world.articles[state] = _brought_to(state, article, cast, note)


def _brought_to(state: str, article: Article, cast: Any, note: str) -> Article:
    if state == "draft":
        return article
    if state == "dropped":
        return take("spike", article, cast.reporter, note=note)
    article = take("submit", article, cast.reporter)
    if state == "returned":
        return take("return", article, cast.desk_editor, note)
    if state == "spiked":
        return take("spike", article, cast.chief_editor, note)
    if state == "submitted":
        return article
    article = take("pass", article, cast.desk_editor, note=note)
    article = take("approve", take("pass", article, cast.section_head), cast.chief_editor)
    if state == "approved":
        return article
    publish_alone(article, cast)
    article.refresh_from_db()
    if state == "withdrawn":
        return publishing.withdraw(article, by=cast.chief_editor, reason=note, notice="本文已撤回。")
    return article


def _notes(world: SimpleNamespace) -> None:
    """One to the author of the article in review, one among the editors and the proofreader on the approved one."""
    world.note_to_author = _note(world, "submitted", KNOWS_THE_MAKING, to_author=True)
    world.internal_note = _note(world, "approved", EDITORS | {"proofreader"}, to_author=False)


def _note(world: SimpleNamespace, state: str, readers: set[str], *, to_author: bool) -> Note:
    article, word = world.articles[state], f"zq{state}marginzq"
    article.refresh_from_db()
    world.canaries.append(Canary(word, f"a note in the margin of the {state} article", readers))
    return workflow.write_note(article.current_version, by=world.cast.desk_editor, text=word, to_author=to_author)


def _correction(world: SimpleNamespace) -> Correction:
    """Written by the author of the published article, and not checked yet."""
    article, knows = world.articles["published"], {"reporter", "proofreader"} | EDITORS
    article.refresh_from_db()

    def canary(where: str) -> str:
        word = f"zqcorrection{where}zq"
        world.canaries.append(Canary(word, f"{where} of a correction under way", knows))
        return word

    found = workflow.ask_for_correction(article, by=world.cast.section_head, reason=canary("reason"))
    words = {name: canary(name) for name in (*Correction.TEXT_FIELDS, "notice")}
    words["body"] = f"<p>{words['body']}</p>"
    return workflow.write_correction(found, words, by=world.cast.reporter, seen_revision=1, file=True)


def _article_with_a_struck_word(world: SimpleNamespace) -> Article:
    """Published now; its first version named somebody whom the review struck out."""
    cast = world.cast
    world.canaries.append(Canary("zqstruckoutzq", "first version of a published article", KNOWS_THE_MAKING))
    article = make_article(by=cast.reporter, headline="zqstruckoutzq", body="<p>zqstruckoutzq</p>")
    world.canaries.append(Canary("zqcheckpointzq", "name of a version of a published article", KNOWS_THE_MAKING))
    workflow.name_version(article.current_version, "zqcheckpointzq", by=cast.reporter)
    article = edit(article, by=cast.reporter, headline="清白", body="<p>清白</p>")
    article = bring_to(State.APPROVED, article, cast)
    publish_alone(article, cast)
    article.refresh_from_db()
    return article


def _unsaved_words(world: SimpleNamespace) -> str:
    """What the reporter has typed into his draft and not saved; answers with the token it is asked for by."""
    token = uuid4()
    world.canaries += [
        Canary(f"zqunsaved{where}zq", f"unsaved {where}", {"reporter"}) for where in ("headline", "body", "note")
    ]
    words = {"headline": ["zqunsavedheadlinezq"], "body": ["<p>zqunsavedbodyzq</p>"], "note": ["zqunsavednotezq"]}
    drafting.keep(words, by=world.cast.reporter, article=world.articles["draft"], token=token, sequence=1)
    drafting.keep(words, by=world.cast.reporter, article=None, token=uuid4(), sequence=1)
    return f"?draft={token}"


def _upload(world: SimpleNamespace) -> Upload:
    """A file that the reporter has begun to send."""
    world.canaries.append(Canary("zquploadzq", "name of a file on its way in", {"reporter"}))
    return photo_workflow.begin("zquploadzq.jpg", 9, by=world.cast.reporter)


def _page_set_elsewhere(world: SimpleNamespace) -> PageFile:
    """The edition's page was handed in as a PDF, in which nobody knows an article."""
    page, sent = world.edition.pages.get(), SimpleUploadedFile("A01.pdf", odd_pdfs.pages(), "application/pdf")
    uploaded_pages.upload(page, sent, pdf_page=None, seen=0, by=world.cast.page_designer)
    return PageFile.objects.get()


def _hurried_article(world: SimpleNamespace) -> Article:
    """Two people approved it in an emergency; the reason is nobody's but the editors' and the author's."""
    cast = world.cast
    world.canaries.append(Canary("zqreasonofthefastlanezq", "reason of a fast lane", KNOWS_THE_MAKING))
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    article = take("fast_lane", article, cast.chief_editor, "zqreasonofthefastlanezq")
    return take("approve", take("pass", article, cast.desk_editor), cast.chief_editor)


def _browser(person: Any) -> Client:
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


def ask(world: SimpleNamespace, name: str, method: str, address: str, data: Any = None, **extra: Any) -> Any:
    """What somebody gets; whatever the request did is undone, his session included."""
    client = world.browsers[name]
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, method)(address, data or {}, **extra)
        answer.words = _words(answer)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def _words(answer: HttpResponseBase) -> str:
    """All of an answer that a person gets: the head, and the body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    head = "\n".join(f"{name}: {value}" for name, value in answer.items())
    return head + "\n\n" + body.decode("utf-8", "replace") + "\n" + answer.cookies.output()


# -- the table -------------------------------------------------------------------------------------------------
Statuses = dict[str, set[int]]


@dataclass
class Visit:
    """One address and what everybody gets there."""

    address: str
    get: Statuses
    post: Statuses | None  # None: nothing is sent there
    data: dict[str, Any] = field(default_factory=dict)


def only(people: Iterable[str], status: int = 200, others: int = 403, outside: int = 302) -> Statuses:
    chosen = set(people)
    return {name: {outside if name in OUTSIDE else status if name in chosen else others} for name in EVERYBODY}


def everybody(*statuses: int) -> Statuses:
    return {name: set(statuses) for name in EVERYBODY}


def mixed(by_status: dict[int, Iterable[str]], others: int, outside: int = 302) -> Statuses:
    found = only((), others=others, outside=outside)
    for status, people in by_status.items():
        found |= {name: {status} for name in people}
    return found


NEVER = only((), others=403)
POST_ONLY = only(DESK, 405)


def rules(world: SimpleNamespace) -> dict[str, list[Visit]]:
    return {
        **_site(world),
        **_signing_in(world),
        **_people(world),
        **_articles(world),
        **_drafting(world),
        **_bringing_in(world),
        **_library(world),
        **_margin(world),
        **_making(world),
        **_notices(world),
        **_after_publication(world),
        **_emergency(world),
        **_house(world),
        **_house_style(),
        **_topics(world),
        **_editions(world),
        **_readers(world),
    }


def _site(world: SimpleNamespace) -> dict[str, list[Visit]]:
    signed_in_already = mixed({302: DESK}, others=302, outside=200)
    apps = {"authors": DESK, "photos": WITH_PHOTOS, "articles": DESK, "editions": PICTURE_DESK | HOUSE}
    return {
        "desk:": [Visit("/", everybody(302), everybody(302))],
        "desk:favicon.ico": [Visit("/favicon.ico", everybody(302), everybody(405))],
        "desk:healthz": [Visit("/healthz", everybody(200), everybody(405))],
        "desk:readyz": [Visit("/readyz", everybody(200, 503), everybody(405))],
        "desk:language/": [Visit("/language/", everybody(302), everybody(302), {"language": "en"})],
        "desk:admin/": [Visit("/admin/", only(DESK), only(DESK))],
        "desk:admin/manual/": [Visit("/admin/manual/", only(DESK), only(DESK))],
        "desk:admin/login/": [Visit("/admin/login/", signed_in_already, everybody(200))],
        # Somebody without a role is signed in all the same, and must be able to leave.
        "desk:admin/logout/": [
            Visit("/admin/logout/", everybody_but_strangers(405), everybody_but_strangers(200)),
        ],
        "desk:admin/password_change/": [Visit("/admin/password_change/", only(DESK), only(DESK))],
        "desk:admin/password_change/done/": [Visit("/admin/password_change/done/", only(DESK), POST_ONLY)],
        "desk:admin/autocomplete/": [Visit("/admin/autocomplete/", NEVER, POST_ONLY)],
        "desk:admin/jsi18n/": [Visit("/admin/jsi18n/", only(DESK), POST_ONLY)],
        "desk:admin/^(?P<app_label>authors|photos|articles|editions)/$": [
            Visit(f"/admin/{app}/", only(people, others=404), only(people, others=404)) for app, people in apps.items()
        ],
        "desk:admin/(?P<url>.*)$": [
            Visit(address, only((), others=404), only((), others=404))
            for address in ("/admin/r/1/1/", "/admin/auth/group/", "/admin/admin/logentry/", "/admin/nothing/")
        ],
    }


def everybody_but_strangers(status: int) -> Statuses:
    return {**everybody(status), "anonymous": {302}}


def _signing_in(world: SimpleNamespace) -> dict[str, list[Visit]]:
    """The way in, and what an administrator may do to somebody's account; what it does stands in tests/authors."""
    factor, account = "/admin/second-factor/", f"/admin/authors/user/{world.cast.reporter.pk}/do/"
    keeps, elsewhere = only({"admin"}, 302, others=404), only({"admin"}, 405, others=404)
    missing = only((), others=404)
    return {
        "desk:admin/login/done/": [Visit("/admin/login/done/", only(DESK), None)],
        "desk:admin/second-factor/": [Visit(factor, only(DESK), only(DESK))],
        "desk:admin/second-factor/set-up/": [Visit(f"{factor}set-up/", only(DESK), only(DESK), {"code": "000000"})],
        "desk:admin/second-factor/change/": [Visit(f"{factor}change/", POST_ONLY, only(DESK, 302))],
        "desk:admin/sign-out-everywhere/": [Visit("/admin/sign-out-everywhere/", POST_ONLY, only(DESK, 302))],
        "desk:admin/authors/user/locks/": [
            Visit("/admin/authors/user/locks/", only({"admin"}, others=404), keeps, {"username": "reporter"})
        ],
        "desk:admin/authors/user/role-request/<int:request_id>/": [
            Visit(f"/admin/authors/user/role-request/{MISSING}/", elsewhere, missing, {"answer": "confirm"})
        ],
        "desk:admin/authors/user/<int:user_id>/do/<slug:deed>/": [
            Visit(f"{account}sign-out/", elsewhere, keeps),
            Visit(f"{account}reset-factor/", elsewhere, keeps),
            Visit(f"{account}nonsense/", elsewhere, missing),
        ],
    }


def model(
    name: str, pk: Any, *, lists: Statuses, adds: Statuses, opens: Statuses, changes: Statuses, history: Statuses
) -> dict[str, list[Visit]]:
    """The addresses that Django gives every model; deleting is for nobody."""
    base = f"/admin/{name}/"
    address = f"desk:admin/{name}/"
    return {
        address: [Visit(base, lists, lists)],
        f"{address}add/": [Visit(f"{base}add/", adds, adds)],
        f"{address}<path:object_id>/history/": [Visit(f"{base}{pk}/history/", history, history)],
        f"{address}<path:object_id>/delete/": [Visit(f"{base}{pk}/delete/", NEVER, NEVER, {"post": "yes"})],
        f"{address}<path:object_id>/change/": [Visit(f"{base}{pk}/change/", opens, changes)],
        f"{address}<path:object_id>/": [Visit(f"{base}{pk}/", only(DESK, 302), only(DESK, 302))],
    }


def _several(tables: Iterable[dict[str, list[Visit]]]) -> dict[str, list[Visit]]:
    joined: dict[str, list[Visit]] = {}
    for table in tables:
        for route, visits in table.items():
            known = {visit.address for visit in joined.setdefault(route, [])}
            joined[route] += [visit for visit in visits if visit.address not in known]
    return joined


def _people(world: SimpleNamespace) -> dict[str, list[Visit]]:
    administrators = only({"admin"})
    account = world.cast.reporter.pk
    authors = model(
        "authors/author",
        world.gone_author.pk,
        lists=only(DESK),
        adds=only(HOUSE),
        opens=only(DESK),
        changes=only(HOUSE),
        history=only(DESK),
    )
    accounts = model(
        "authors/user",
        account,
        lists=administrators,
        adds=administrators,
        opens=administrators,
        changes=administrators,
        history=only({"admin"}, others=404),
    )
    password = Visit(f"/admin/authors/user/{account}/password/", administrators, administrators)
    photo = _photo(world, world.photos["draft"])
    return {**authors, **accounts, **photo, "desk:admin/authors/user/<id>/password/": [password]}


def _photo(world: SimpleNamespace, photo: Photo) -> dict[str, list[Visit]]:
    sees = {"reporter"} | PICTURE_DESK
    preview = f"/admin/photos/photo/{photo.pk}/preview/"
    return {
        **model(
            "photos/photo",
            photo.pk,
            lists=only(WITH_PHOTOS),
            adds=only(FILERS | {"page_designer"}),
            opens=only(sees, others=404),
            changes=mixed({200: {"reporter"} | EDITORS, 403: PAGE_PEOPLE}, others=404),
            history=only(sees, others=404),
        ),
        **_renditions(photo, sees),
        "desk:admin/photos/photo/<int:photo_id>/preview/": [Visit(preview, only(sees, others=404), POST_ONLY)],
    }


def _renditions(photo: Photo, sees: set[str]) -> dict[str, list[Visit]]:
    """How far the press is with a photo; who may change its words may have it tried again."""
    again = mixed({302: {"reporter"} | EDITORS, 403: PAGE_PEOPLE}, others=404)
    visit = Visit(f"/admin/photos/photo/{photo.pk}/renditions/", only(sees, others=404), again)
    return {"desk:admin/photos/photo/<int:photo_id>/renditions/": [visit]}


def _library(world: SimpleNamespace) -> dict[str, list[Visit]]:
    """Finding photos again: everybody finds among what he may see, and those without photos have no library."""
    photo = world.photos["draft"]
    route, base = "desk:admin/photos/photo/", "/admin/photos/photo/"
    choosers = only(WITH_PHOTOS, others=404)
    return {
        f"{route}choose/": [
            Visit(f"{base}choose/?q=zq", choosers, POST_ONLY),
            Visit(f"{base}choose/?whose=section&section={world.articles['draft'].section_id}", choosers, POST_ONLY),
        ],
        f"{route}choose/about/": [Visit(f"{base}choose/about/?photo={photo.pk}", choosers, POST_ONLY)],
        f"{route}<int:photo_id>/thumbnail/": [
            Visit(f"{base}{photo.pk}/thumbnail/", only({"reporter"} | PICTURE_DESK, others=404), POST_ONLY)
        ],
    }


def _bringing_in(world: SimpleNamespace) -> dict[str, list[Visit]]:
    """A file of the reporter on its way in, which exists for him alone."""
    base, own, missing = "/admin/photos/photo/upload/", only({"reporter"}, others=404), only((), others=404)
    uploaders = FILERS | {"page_designer"}
    route, file = f"desk:{base[1:]}", f"{base}{world.upload.token}/"
    return {
        route: [
            Visit(base, only(uploaders, others=404), only(uploaders, 302, others=404), {"filename": "x", "size": 0}),
        ],
        f"{route}words/": [Visit(f"{base}words/", POST_ONLY, only(uploaders, 302, others=404), {"photo": "1"})],
        f"{route}<uuid:token>/": [
            Visit(file, own, only({"reporter"}, 415, others=404)),
            Visit(f"{base}{uuid4()}/", missing, missing),
        ],
        f"{route}<uuid:token>/finish/": [
            Visit(f"{file}finish/", POST_ONLY, only({"reporter"}, 302, others=404)),
            Visit(f"{base}{uuid4()}/finish/", POST_ONLY, missing),
        ],
        f"{route}<uuid:token>/drop/": [Visit(f"{file}drop/", POST_ONLY, only({"reporter"}, 302, others=404))],
    }


def _articles(world: SimpleNamespace) -> dict[str, list[Visit]]:
    return _several(_article(world, state) for state in SEES)


def _article(world: SimpleNamespace, state: str) -> dict[str, list[Visit]]:
    article, sees, edits = world.articles[state], SEES[state] & DESK, EDITS.get(state, set())
    base = f"/admin/articles/article/{article.pk}"
    opens = only(sees, others=404)
    # Whoever files nothing is told so before anything is looked up. Whoever may have had the form open gets his words
    # back, and nothing is stored: `test_words_sent_by_who_may_not_change_them_are_not_stored`.
    changes = mixed({403: DESK - FILERS, 200: edits}, others=404)
    changes |= {name: {200 if name in KNOWS_THE_MAKING else 403} for name in sees - edits}
    # On purpose without `seen_version`: nothing is taken, and who may see the article is told to look again.
    claim = Visit(f"{base}/take/claim/", POST_ONLY, only(sees, 302, others=404))
    of_django = model(
        "articles/article",
        article.pk,
        lists=only(DESK),
        adds=only(FILERS),
        opens=opens,
        changes=changes,
        history=only(sees, 302, others=404),
    )
    if state not in {"draft", "published"}:  # what differs from state to state, and no more: it takes its time
        form = of_django["desk:admin/articles/article/<path:object_id>/change/"]
        form[0].post = changes if state == "submitted" else None
        of_django = {"desk:admin/articles/article/<path:object_id>/change/": form}
    return {
        **of_django,
        "desk:admin/articles/article/<int:article_id>/take/<slug:verb>/": [claim],
        "desk:admin/articles/article/<int:article_id>/priority/": [
            Visit(f"{base}/priority/", POST_ONLY, only(sees, 302, others=404), {"priority": "9"})
        ],
        "desk:admin/articles/article/<int:article_id>/version/<int:number>/": [
            Visit(f"{base}/version/1/", opens, POST_ONLY)
        ],
    }


def _notices(world: SimpleNamespace) -> dict[str, list[Visit]]:
    """Everybody's own notices; `leaks` looks for canaries among them. One of them is for its receiver alone."""
    base, hers = "/admin/articles/notice/", only({"desk_editor"}, 302, others=404)
    notice = Notice.objects.get(user=world.cast.desk_editor, article=world.articles["submitted"])
    choice = {"mail": "none", "digest_hour": "8"}
    return {
        "desk:admin/articles/notice/": [Visit(base, only(DESK), POST_ONLY)],
        "desk:admin/articles/notice/seen/": [Visit(f"{base}seen/", POST_ONLY, only(DESK, 302), {"up_to": "1"})],
        "desk:admin/articles/notice/choice/": [Visit(f"{base}choice/", only(DESK), only(DESK, 302), choice)],
        "desk:admin/articles/notice/<int:number>/": [Visit(f"{base}{notice.pk}/", hers, POST_ONLY)],
    }


def _making(world: SimpleNamespace) -> dict[str, list[Visit]]:
    """How a text came to be, for editors and authors: comparing, going back, naming, the sign-off sheet.

    What is sent names no version that was seen and no name, so nothing changes.
    """
    base, route = "/admin/articles/article/", "desk:admin/articles/article/<int:article_id>/"
    submitted, struck, draft = (
        f"{base}{article.pk}/" for article in (world.articles["submitted"], world.struck, world.articles["draft"])
    )
    opens, acts = (only(KNOWS_THE_MAKING, status, others=404) for status in (200, 302))
    own = only({"reporter"}, others=404)
    return {
        f"{route}compare/": [
            Visit(f"{submitted}compare/", opens, POST_ONLY),
            Visit(f"{struck}compare/", opens, POST_ONLY),
            Visit(f"{draft}compare/", own, POST_ONLY),
        ],
        f"{route}sheet/": [
            Visit(f"{submitted}sheet/", opens, POST_ONLY),
            Visit(f"{struck}sheet/", opens, POST_ONLY),
            Visit(f"{draft}sheet/", own, POST_ONLY),
        ],
        f"{route}version/<int:number>/restore/": [Visit(f"{struck}version/1/restore/", POST_ONLY, acts)],
        f"{route}version/<int:number>/name/": [Visit(f"{struck}version/1/name/", POST_ONLY, acts)],
    }


def _margin(world: SimpleNamespace) -> dict[str, list[Visit]]:
    """Notes and proofs. What is sent is empty, so whoever may write gets the form again."""
    base, route = "/admin/articles/article/", "desk:admin/articles/article/<int:article_id>/"
    submitted, approved = (f"{base}{world.articles[state].pk}/" for state in ("submitted", "approved"))
    draft, published = (f"{base}{world.articles[state].pk}/" for state in ("draft", "published"))
    readers, proof = KNOWS_THE_MAKING, {"proofreader"}
    thread = f"{submitted}note/{world.note_to_author.pk}/"
    internal = f"{approved}note/{world.internal_note.pk}/"
    hidden = only((), others=404)
    return {
        f"{route}note/": [
            Visit(f"{submitted}note/", POST_ONLY, only(EDITORS, others=404)),
            Visit(f"{approved}note/", POST_ONLY, only(EDITORS | proof, others=404)),
            Visit(f"{draft}note/", POST_ONLY, hidden),
        ],
        f"{route}note/<int:note_id>/answer/": [
            Visit(f"{thread}answer/", POST_ONLY, only(readers, others=404)),
            Visit(f"{internal}answer/", POST_ONLY, only(EDITORS | proof, others=404)),
            Visit(f"{approved}note/{world.note_to_author.pk}/answer/", POST_ONLY, hidden),
        ],
        f"{route}note/<int:note_id>/settle/": [
            Visit(f"{thread}settle/", POST_ONLY, only(readers, 302, others=404)),
            Visit(f"{internal}settle/", POST_ONLY, only(EDITORS | proof, 302, others=404)),
        ],
        f"{route}note/<int:note_id>/reopen/": [Visit(f"{thread}reopen/", POST_ONLY, only(readers, 302, others=404))],
        f"{route}typos/": [
            Visit(f"{approved}typos/", only(proof, others=404), only(proof, others=404)),
            Visit(f"{published}typos/", only(proof, 302, others=404), only(proof, 302, others=404)),
            Visit(f"{submitted}typos/", hidden, hidden),
        ],
        f"{route}proof/": [
            Visit(f"{approved}proof/", POST_ONLY, only(proof, 302, others=404)),
            Visit(f"{draft}proof/", POST_ONLY, hidden),
        ],
    }


def _drafting(world: SimpleNamespace) -> dict[str, list[Visit]]:
    """What is being written: kept for who may change the article now, and read by nobody but the writer."""
    words = {"draft_token": str(uuid4()), "draft_sequence": "1", "headline": "x"}
    route = "desk:admin/articles/article/"
    kept = []
    for state, article in world.articles.items():
        sees, edits = SEES[state] & DESK, EDITS.get(state, set())
        takes = mixed({200: edits, 403: sees - edits}, others=404)
        kept.append(Visit(f"/admin/articles/article/{article.pk}/draft/", POST_ONLY, takes, words))
    new, base = only(FILERS, others=404), "/admin/articles/article/draft"
    return {
        f"{route}<int:article_id>/draft/": kept,
        f"{route}draft/new/": [Visit(f"{base}/new/", POST_ONLY, new, words)],
        f"{route}draft/token/": [Visit(f"{base}/token/", only(DESK), POST_ONLY)],
        f"{route}draft/throw/": [Visit(f"{base}/throw/", POST_ONLY, only(DESK), {"_throw": str(uuid4())})],
    }


def _after_publication(world: SimpleNamespace) -> dict[str, list[Visit]]:
    """A correction under way of the published article, and the second word on the withdrawn one."""
    base, route = "/admin/articles/article/", "desk:admin/articles/article/<int:article_id>/"
    published, withdrawn = (f"{base}{world.articles[state].pk}/" for state in ("published", "withdrawn"))
    correction = f"{published}correction/{world.correction.pk}/"
    word = f"{withdrawn}withdrawal/{Withdrawal.objects.get().pk}/"
    knows, hidden = {"reporter", "proofreader"} | EDITORS, only((), others=404)
    sees, writes = only(knows, others=404), mixed({200: {"reporter", "desk_editor"}, 302: knows}, others=404)
    writes |= {"reporter": {200}, "desk_editor": {200}}
    told, of_withdrawn = only(knows, 302, others=404), only({"reporter"} | EDITORS, 302, others=404)
    edition = f"/admin/editions/edition/{world.edition.pk}/correction/"
    return {
        f"{route}correction/": [Visit(f"{published}correction/", POST_ONLY, told)],
        f"{route}correction/<int:number>/": [
            Visit(correction, sees, writes),
            Visit(f"{published}correction/{MISSING}/", hidden, hidden),
            Visit(f"{withdrawn}correction/{world.correction.pk}/", hidden, hidden),
        ],
        f"{route}correction/<int:number>/<slug:step>/": [
            Visit(f"{correction}check/", POST_ONLY, told),
            Visit(f"{correction}publish/", POST_ONLY, told),
            Visit(f"{correction}nonsense/", POST_ONLY, hidden),
        ],
        f"{route}withdrawal/<int:number>/<slug:word>/": [
            Visit(f"{word}confirm/", POST_ONLY, of_withdrawn),
            Visit(f"{word}overturn/", POST_ONLY, of_withdrawn, {"note": "x"}),
            Visit(f"{word}nonsense/", POST_ONLY, hidden),
        ],
        "desk:admin/editions/edition/<int:edition_id>/correction/": [
            Visit(edition, POST_ONLY, hidden, {"correction": world.correction.pk})
        ],
    }


def _emergency(world: SimpleNamespace) -> dict[str, list[Visit]]:
    address = f"/admin/articles/article/{world.hurried.pk}/look-again/{world.hurried.fast_lane_id}/"
    route = "desk:admin/articles/article/<int:article_id>/look-again/<int:lane_id>/"
    return {route: [Visit(address, POST_ONLY, only(KNOWS_THE_MAKING, 302, others=404))]}


def _house(world: SimpleNamespace) -> dict[str, list[Visit]]:
    shelf = {"section": world.closed_section.pk, "series": world.series.pk, "reviewstage": 1, "reviewrules": 1}
    return _several(
        model(
            f"articles/{name}",
            pk,
            lists=only(HOUSE, 302 if name == "reviewrules" else 200),
            adds=NEVER if name in {"reviewstage", "reviewrules"} else only(HOUSE),
            opens=only(DESK),
            changes=only(HOUSE),
            history=only(DESK),
        )
        for name, pk in shelf.items()
    )


def _house_style() -> dict[str, list[Visit]]:
    """The rules and words of the house, kept by two; and the check of words somebody is writing, for who files."""
    keepers, led_back = only(HOUSE, others=404), only(HOUSE, 302, others=404)
    rule = model(
        "articles/stylerule",
        StyleRule.objects.values_list("pk", flat=True).first(),
        lists=keepers,
        adds=NEVER,
        opens=led_back,
        changes=led_back,
        history=keepers,
    )
    word = model(
        "articles/styleword",
        StyleWord.objects.values_list("pk", flat=True).first(),
        lists=only(HOUSE),
        adds=only(HOUSE),
        opens=only(HOUSE),  # for the others every number is alike, given or not
        changes=only(HOUSE),
        history=keepers,
    )
    many = "/admin/articles/styleword/many/"
    check = Visit("/admin/articles/article/style/", POST_ONLY, only(FILERS, others=404), {"body": "<p>字</p>"})
    return {
        **rule,
        **word,
        "desk:admin/articles/styleword/many/": [Visit(many, keepers, keepers)],
        "desk:admin/articles/article/style/": [check],
    }


def _topics(world: SimpleNamespace) -> dict[str, list[Visit]]:
    """Topics name articles that are still to come: they are for those who keep them."""
    topic, keepers = world.topic.pk, {"section_head", "chief_editor"}
    seen, gather = only(keepers, others=404), f"/admin/articles/topic/{topic}/gather/"
    of_django = model(
        "articles/topic",
        topic,
        lists=only(keepers),
        adds=only(keepers),
        opens=only(keepers),  # for the others every number is alike, given or not
        changes=only(keepers),
        history=seen,
    )
    page = Visit(gather, seen, only(keepers, 302, others=404), {"article": [str(world.articles["draft"].pk)]})
    return {**of_django, "desk:admin/articles/topic/<int:topic_id>/gather/": [page]}


def _page_boards(world: SimpleNamespace, route: str) -> dict[str, Visit]:
    page = world.drawn_page
    slot, drawing, advert = page.slots.first(), page.drawings.get(), page.slots.get(role="advert")
    base, route = f"/admin/editions/edition/{page.edition_id}/page/{page.pk}/", f"{route}page/<int:page_id>/"
    sees = only(PICTURE_DESK, others=404)
    stale = {"seen": "0", "slot": slot.pk, "do": "lock"}
    # Whoever is refused gets the board again, with what he had typed.
    refused = mixed({409: COMPOSERS, 422: PICTURE_DESK - COMPOSERS}, others=404)
    told = {200: COMPOSERS, 302: PICTURE_DESK - COMPOSERS}
    unread = mixed({409: PICTURE_DESK - {"page_designer"}, 422: {"page_designer"}}, others=404)
    gone = mixed({302: PICTURE_DESK - COMPOSERS}, others=404)
    # Nothing stands in the slot: whoever sees the page gets a sentence.
    empty = {"slot": slot.pk}
    return {
        route: Visit(base, sees, only(DESK, 405)),
        f"{route}slots.css": Visit(f"{base}slots.css", sees, only(DESK, 405)),
        f"{route}do/": Visit(f"{base}do/", POST_ONLY, refused, stale),
        f"{route}fit/": Visit(f"{base}fit/", POST_ONLY, only(PICTURE_DESK, 422, others=404), empty),
        f"{route}suggest/": Visit(f"{base}suggest/", mixed(told, others=404), gone, {"seed": "1"}),
        f"{route}proof/": Visit(f"{base}proof/", sees, only(DESK, 405)),
        f"{route}proof/do/": Visit(f"{base}proof/do/", POST_ONLY, unread, {"do": "pass", "seen": "1"}),
        f"{route}drawing/<int:drawing_id>/<str:name>": Visit(
            f"{base}drawing/{drawing.pk}/page.pdf", sees, only(DESK, 405)
        ),
        # What a client sent is for those who lay the page out.
        f"{route}advert/<int:file_id>/": Visit(
            f"{base}advert/{advert.artwork_file_id}/", only(COMPOSERS, others=404), only(DESK, 405)
        ),
    }


def _front() -> dict[str, Visit]:
    """The website's front page by hand. What is sent names a state that nobody has seen, so nothing changes."""
    base, route = "/admin/editions/edition/front/", "desk:admin/editions/edition/front/"
    arranges, elsewhere = only(SIGNERS, others=404), only(DESK, 405)
    wrong = {"do": "by_rule", "edition": "1", "seen": "7"}
    return {
        route: Visit(base, arranges, elsewhere),
        f"{route}do/": Visit(f"{base}do/", POST_ONLY, only(SIGNERS, 409, others=404), wrong),
        f"{route}preview/": Visit(f"{base}preview/", arranges, elsewhere),
    }


def _editions(world: SimpleNamespace) -> dict[str, list[Visit]]:
    edition = world.edition
    base, route = f"/admin/editions/edition/{edition.pk}/", "desk:admin/editions/edition/<int:edition_id>/"
    placed_on = edition.pages.get().pk
    placement = edition.pages.get().placements.get().pk
    sees, hidden = only(PICTURE_DESK, others=404), only((), others=404)
    house, redirect = only(HOUSE, others=404), only(PICTURE_DESK, 302, others=404)
    told = {200: COMPOSERS, 302: PICTURE_DESK - COMPOSERS}
    editions = model(
        "editions/edition",
        edition.pk,
        lists=sees,
        adds=only(COMPOSERS, others=404),
        opens=sees,
        changes=only(DESK, 405),
        history=sees,
    )
    own = {
        f"{route}pages/": Visit(f"{base}pages/", mixed(told, others=404), mixed(told, others=404)),
        f"{route}place/": Visit(f"{base}place/", POST_ONLY, redirect, {"article": world.articles["approved"].pk}),
        f"{route}placement/<int:placement_id>/": Visit(
            f"{base}placement/{placement}/", POST_ONLY, redirect, {"do": "up"}
        ),
        f"{route}publish/": Visit(f"{base}publish/", POST_ONLY, redirect),
        f"{route}schedule/": Visit(f"{base}schedule/", POST_ONLY, redirect, {"at": f"{_tomorrow():%Y-%m-%dT%H:%M}"}),
        f"{route}numbers/": Visit(f"{base}numbers/", mixed(told, others=404), mixed(told, others=404)),
        f"{route}unschedule/": Visit(f"{base}unschedule/", POST_ONLY, redirect),
        f"{route}elsewhere/<int:page_id>/": Visit(
            f"{base}elsewhere/{placed_on}/", sees, only(COMPOSERS, 302, others=404), {"do": "propose", "seen": 1}
        ),
        f"{route}elsewhere/<int:page_id>/<int:file_id>/<str:name>": Visit(
            f"{base}elsewhere/{placed_on}/{world.page_file.pk}/480.webp", sees, POST_ONLY
        ),
        f"{route}reissue/": Visit(f"{base}reissue/", POST_ONLY, redirect),
        f"{route}reissue/cancel/": Visit(f"{base}reissue/cancel/", POST_ONLY, redirect),
        f"{route}contact-sheet/": Visit(f"{base}contact-sheet/", sees, only(DESK, 405)),
        **_page_boards(world, route),
        **_front(),
    }
    exception = _exception()
    calendar = "/admin/editions/planexception/"
    seen = only(COMPOSERS | HOUSE, others=404)
    days = {
        "planexception/day/<str:text>/": Visit(f"{calendar}day/{exception.first_day}/", house, house),
        "planexception/<int:exception_id>/pages/": Visit(f"{calendar}{exception.pk}/pages/", house, house),
        "planexception/<int:exception_id>/remove/": Visit(
            f"{calendar}{exception.pk}/remove/", POST_ONLY, only(HOUSE, 302, others=404)
        ),
        "edition/coming/": Visit("/admin/editions/edition/coming/", POST_ONLY, only(COMPOSERS, 302, others=404)),
    }
    weekday = "/admin/editions/plannedpage/weekday/0/"
    plan = {
        "weekday/<int:number>/": Visit(weekday, house, house),
        "weekday/<int:number>/copy/": Visit(f"{weekday}copy/", POST_ONLY, only(HOUSE, 302, others=404)),
    }
    shelves = {
        "publication": {"lists": only(HOUSE, 302, others=404), "adds": hidden},
        "pagetemplate": {"lists": house, "adds": house},
        "papersize": {"lists": house, "adds": house},
        "plannedpage": {"lists": house, "adds": hidden, **_redirected(HOUSE)},
        "planexception": {"lists": seen, "adds": hidden, **_redirected(HOUSE)},
    }
    pks = {
        "publication": 1,
        "pagetemplate": edition.pages.get().template_id,
        "papersize": world.drawn_page.paper_id,
        "plannedpage": _planned_page(),
        "planexception": exception.pk,
    }
    house_tables = _several(
        model(
            f"editions/{name}",
            pks[name],
            **{"opens": house, "changes": house, "history": house, **statuses},
        )
        for name, statuses in shelves.items()
    )
    for name in ("plannedpage", "planexception"):
        house_tables[f"desk:admin/editions/{name}/"][0].post = POST_ONLY
    return {
        **editions,
        **{address: [visit] for address, visit in own.items()},
        **house_tables,
        **{f"desk:admin/editions/plannedpage/{address}": [visit] for address, visit in plan.items()},
        **_sheets(world),
        **{f"desk:admin/editions/{address}": [visit] for address, visit in days.items()},
    }


def _sheets(world: SimpleNamespace) -> dict[str, list[Visit]]:
    """What is done to a template and its sheet, by those who keep the house."""
    page, house = world.drawn_page, only(HOUSE, others=404)
    base, route = f"/admin/editions/pagetemplate/{page.template_id}/", "pagetemplate/<int:template_id>/"
    done, paper = only(HOUSE, 302, others=404), f"/admin/editions/papersize/{page.paper_id}/remove/"
    own = {
        f"{route}slots.css": Visit(f"{base}slots.css", house, only(DESK, 405)),
        f"{route}do/": Visit(f"{base}do/", POST_ONLY, done, {"do": "add", "seen": "0"}),
        f"{route}copy/": Visit(f"{base}copy/", POST_ONLY, done),
        f"{route}remove/": Visit(f"{base}remove/", POST_ONLY, done),
        "papersize/<int:paper_id>/remove/": Visit(paper, POST_ONLY, done),
    }
    return {f"desk:admin/editions/{address}": [visit] for address, visit in own.items()}


def _tomorrow() -> datetime:
    return database_now() + timedelta(days=1)


def _redirected(people: set[str]) -> dict[str, Any]:
    return {"opens": only(people, 302, others=404), "changes": only(people, 302, others=404)}


def _exception() -> PlanException:
    return PlanException.objects.get_or_create(
        what="own", defaults={"first_day": date(2031, 5, 1), "last_day": date(2031, 5, 2), "name": "创刊日"}
    )[0]


def _planned_page() -> int:
    return PlannedPage.objects.values_list("pk", flat=True).first() or 0


def _readers(world: SimpleNamespace) -> dict[str, list[Visit]]:
    published, withdrawn = world.articles["published"], world.articles["withdrawn"]
    issue = "2025-10-17"
    picture = PublishedPicture.objects.filter(article=world.articles["published"].pk).values_list("base", flat=True)[0]
    statuses = dict.fromkeys(SEES, 404) | {"published": 200, "withdrawn": 410}
    writer = published.bylines.get().author.slug
    found = {
        "": ["/"],
        "front/<edition:key>/": [f"/front/{issue}/"],
        "front/<edition:key>/<int:number>/": [f"/front/{issue}/0/"],
        "section/<slug:slug>/": ["/section/news/"],
        "author/<slug:slug>/": [f"/author/{writer}/"],
        "topic/": ["/topic/"],
        "topic/<slug:slug>/": ["/topic/old-town/"],
        "epaper/calendar/<month:month>/": ["/epaper/calendar/2025/10/"],
        "epaper/<edition:key>/": [f"/epaper/{issue}/"],
        "epaper/<edition:key>/<label:label>/": [f"/epaper/{issue}/A01/", "/epaper/2025-10-18/A01/"],
        "epaper/<edition:key>.pdf": [f"{world.printed.rpartition('/')[0]}.pdf"],
        "epaper/<edition:key>/<label:label>.pdf": [f"{world.printed}.pdf"],
        "epaper/<edition:key>/<label:label>/clip/<int:pk>/": [f"{world.printed}/clip/{published.pk}/"],
        "epaper/<edition:key>/<label:label>/clip/<int:pk>.jpg": [f"{world.printed}/clip/{published.pk}.jpg"],
        "about/": ["/about/"],
        "corrections/": ["/corrections/"],
        # Every canary's word begins like this: what may not be found shows here.
        "search/": ["/search/", "/search/?q=zq"],
        "feeds/": ["/feeds/"],
        "manifest.webmanifest": ["/manifest.webmanifest"],
        "service-worker.js": ["/service-worker.js"],
        "offline/": ["/offline/"],
        "offline/issue.json": ["/offline/issue.json"],
        "feeds/latest.<feed_format:format>": [f"/feeds/latest.{form}" for form in ("xml", "atom", "json")],
        "feeds/section/<slug:slug>.<feed_format:format>": ["/feeds/section/news.json"],
        "feeds/topic/<slug:slug>.<feed_format:format>": ["/feeds/topic/old-town.json"],
        "feeds/author/<slug:slug>.<feed_format:format>": [f"/feeds/author/{writer}.json"],
        "feeds/issue/latest.<feed_format:format>": ["/feeds/issue/latest.json"],
        "feeds/issue/<edition:key>.<feed_format:format>": [f"/feeds/issue/{issue}.json"],
        "api/": ["/api/"],
        "api/openapi.json": ["/api/openapi.json"],
        "api/articles/": ["/api/articles/", f"/api/articles/?author={writer}", "/api/articles/?topic=old-town"],
        "api/issues/": ["/api/issues/"],
        "api/issues/<edition:key>/": [f"/api/issues/{issue}/"],
        "api/sections/": ["/api/sections/"],
        "api/series/": ["/api/series/"],
        "api/topics/": ["/api/topics/"],
        "api/authors/": ["/api/authors/"],
        "api/corrections/": ["/api/corrections/"],
        "api/changes/": ["/api/changes/"],
        "api/search/": ["/api/search/?q=zq"],
        "epaper/<edition:key>/ninjs.json": [f"/epaper/{issue}/ninjs.json"],
        "epaper/<edition:key>.epub": [f"/epaper/{issue}.epub"],
        "sitemap.xml": ["/sitemap.xml"],
        "sitemap-pages.xml": ["/sitemap-pages.xml"],
        "sitemap-news.xml": ["/sitemap-news.xml"],
        "sitemap/<month:month>.xml": ["/sitemap/2025/10.xml"],
        "media/<picture_file:name>": [f"/media/{picture}-960.jpg"],
        "robots.txt": ["/robots.txt"],
        "healthz": ["/healthz"],
    }
    missing = {
        "front/<edition:key>/": [f"/front/{world.edition.slug}/"],
        "front/<edition:key>/<int:number>/": [f"/front/{world.edition.slug}/0/", f"/front/{issue}/987654321/"],
        "section/<slug:slug>/": ["/section/closed/"],
        "series/<slug:slug>/": ["/series/river/"],
        "author/<slug:slug>/": ["/author/nobody/"],
        "topic/<slug:slug>/": ["/topic/nothing/", f"/topic/old-town/?before={withdrawn.pk + 10**6}"],
        "epaper/<edition:key>/": [f"/epaper/{world.edition.slug}/"],
        "epaper/<edition:key>/<label:label>/": [f"/epaper/{world.edition.slug}/A01/"],
        "epaper/<edition:key>.pdf": [f"/epaper/{world.edition.slug}.pdf"],
        "epaper/<edition:key>/<label:label>.pdf": [f"/epaper/{world.edition.slug}/A01.pdf"],
        "epaper/<edition:key>/<label:label>/clip/<int:pk>/": [
            f"{world.printed}/clip/{article.pk}/" for article in (withdrawn, world.articles["approved"])
        ],
        "epaper/<edition:key>/<label:label>/clip/<int:pk>.jpg": [f"{world.printed}/clip/{withdrawn.pk}.jpg"],
        "media/<picture_file:name>": ["/media/guess-960.jpg"],
        "search/": ["/search/?q=zq&after=guess"],
        "feeds/section/<slug:slug>.<feed_format:format>": ["/feeds/section/closed.xml"],
        "feeds/series/<slug:slug>.<feed_format:format>": ["/feeds/series/river.xml"],
        "feeds/topic/<slug:slug>.<feed_format:format>": ["/feeds/topic/nothing.xml"],
        "feeds/issue/<edition:key>.<feed_format:format>": [f"/feeds/issue/{world.edition.slug}.xml"],
        "api/issues/<edition:key>/": [f"/api/issues/{world.edition.slug}/"],
        "epaper/<edition:key>/ninjs.json": [f"/epaper/{world.edition.slug}/ninjs.json"],
        "epaper/<edition:key>.epub": [f"/epaper/{world.edition.slug}.epub"],
        "sitemap/<month:month>.xml": ["/sitemap/1999/01.xml"],
        ".well-known/tdmrep.json": ["/.well-known/tdmrep.json"],
    }
    led_on = {
        "epaper/": ["/epaper/"],
        "epaper/calendar/": ["/epaper/calendar/"],
    }
    table: dict[str, list[Visit]] = {}
    for status, rows in ((200, found), (404, missing), (302, led_on)):
        for route, addresses in rows.items():
            visits = [Visit(address, everybody(status), everybody(405)) for address in addresses]
            table.setdefault(f"website:{route}", []).extend(visits)
    table["website:readyz"] = [Visit("/readyz", everybody(200, 503), everybody(405))]
    for route in ("article/<int:pk>/", "article/<int:pk>/ninjs.json", "api/articles/<int:pk>/"):
        table[f"website:{route}"] = [
            Visit(f"/{route.replace('<int:pk>', str(world.articles[state].pk))}", everybody(status), everybody(405))
            for state, status in statuses.items()
        ]
    table["website:article/<int:pk>/table-<int:number>.csv"] = [
        Visit(f"/article/{world.articles[state].pk}/table-1.csv", everybody(404), everybody(405)) for state in SEES
    ]
    # A filter that nobody published under is not understood.
    for asked in ("section=closed", "author=nobody", "draft=1"):
        table["website:api/articles/"].append(Visit(f"/api/articles/?{asked}", everybody(400), everybody(405)))
    table["website:favicon.ico"] = [Visit("/favicon.ico", everybody(302), everybody(405))]
    table["website:html/<old_day:day>/node_<int:number>.htm"] = [
        Visit("/html/2025-10/17/node_1.htm", everybody(301), everybody(405)),
    ]
    table["website:html/<old_day:day>/content_<int:pk>.htm"] = [
        Visit(f"/html/2025-10/17/content_{article.pk}.htm", everybody(301, 404), everybody(405))
        for article in (withdrawn, published, world.articles["approved"])
    ]
    return table


# -- every address has a rule, and keeps it ----------------------------------------------------------------------
def routes(patterns: Iterable[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern)


def test_every_address_of_both_sides_has_a_rule(world):
    addresses = {*routes(website_urls.urlpatterns, "website:"), *routes(desk_urls.urlpatterns, "desk:")}
    table = set(rules(world))
    assert addresses - table == set(), "addresses without a rule"
    assert table - addresses == set(), "rules without an address"


VISITORS = [("website", "anonymous"), ("website", "chief_editor"), *(("desk", name) for name in sorted(EVERYBODY))]


@pytest.mark.parametrize(("side", "name"), VISITORS)
def test_everybody_gets_at_every_address_what_the_table_says_and_no_word_more(world, side, name):
    wrong = []
    with override_settings(ROOT_URLCONF=f"newsroom.{side}_urls"):
        for route, visits in rules(world).items():
            for visit in visits if route.startswith(f"{side}:") else ():
                assert f"{side}:{_route_of(visit.address)}" == route.replace("^", ""), visit.address
                wrong += _visit(world, name, visit, side)
    assert not wrong, "\n" + "\n".join(wrong)


def _route_of(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).route
    except Resolver404:
        return "nothing"


def _visit(world: SimpleNamespace, name: str, visit: Visit, side: str) -> list[str]:
    wrong = []
    # On the website a session means nothing: the chief editor is a reader like any other there.
    reader = "anonymous" if side == "website" else name
    for method, statuses, data in (("get", visit.get, None), ("post", visit.post, visit.data)):
        if statuses is None:
            continue
        with CaptureQueriesContext(connection) as asked:
            answer = ask(world, name, method, visit.address, data)
        questions = [query for query in asked.captured_queries if query["sql"].startswith("SELECT")]
        if method == "get" and len(questions) > MOST_QUESTIONS:
            wrong.append(f"{name} {method} {visit.address}: asks the database {len(questions)} times")
        if answer.status_code not in statuses[name]:
            wrong.append(f"{name} {method} {visit.address}: {answer.status_code}, not {sorted(statuses[name])}")
        wrong += [f"{name} {method} {visit.address}: shows {leak.where}" for leak in leaks(world, reader, answer.words)]
    return wrong


def leaks(world: SimpleNamespace, name: str, words: str) -> list[Canary]:
    return [canary for canary in world.canaries if name not in canary.seen_by and canary.word in words]


def test_the_canaries_sing_where_they_may(world):
    """A sweep that looks for words which stand nowhere would find no leak."""
    heard = set()
    for state, article in world.articles.items():
        for address in (
            reverse("admin:articles_article_change", args=[article.pk]),
            reverse("admin:photos_photo_change", args=[world.photos[state].pk]),
        ):
            words = ask(world, "reporter", "get", address).words
            heard |= {canary.word for canary in world.canaries if canary.word in words}
    page = reverse("admin:articles_article_change", args=[world.articles["draft"].pk]) + world.unsaved
    heard |= set(re.findall(r"zqunsaved\w+zq", ask(world, "reporter", "get", page).words))
    heard |= set(
        re.findall(
            "zqstruckoutzq|zqcheckpointzq", ask(world, "reporter", "get", _version_address(world.struck, 1)).words
        )
    )
    heard |= set(re.findall("zquploadzq", ask(world, "reporter", "get", "/admin/photos/photo/add/").words))
    page = reverse("admin:articles_article_change", args=[world.hurried.pk])
    heard |= set(re.findall("zqreasonofthefastlanezq", ask(world, "reporter", "get", page).words))
    page = reverse("admin:articles_article_change", args=[world.articles["approved"].pk])
    heard |= {"zqapprovedmarginzq"} & set(re.findall(r"zq\w+zq", ask(world, "proofreader", "get", page).words))
    page = reverse("admin:articles_article_correction", args=[world.correction.article_id, world.correction.pk])
    heard |= set(re.findall(r"zqcorrection\w+zq", ask(world, "reporter", "get", page).words))
    assert {canary.word for canary in world.canaries} - heard == set()


def _version_address(article: Article, number: int) -> str:
    return reverse("admin:articles_article_version", args=[article.pk, number])


def test_what_is_baked_into_files_holds_no_word_that_is_not_for_readers(world, settings, tmp_path):
    as_outside(settings)
    house = Bakehouse(tmp_path)
    house.begin()
    house.close()
    files = contents(house.tree)
    assert len(files) > 50
    words = {name: content.decode() for name, content in files.items() if not name.endswith((".gz", ".br"))}
    heard = {canary.word for canary in world.canaries if any(canary.word in text for text in words.values())}
    hidden = {canary.word: canary.where for canary in world.canaries if "anonymous" not in canary.seen_by}
    assert {word: hidden[word] for word in heard & set(hidden)} == {}
    assert heard  # those that readers may see


def test_no_address_of_the_desk_takes_a_post_without_the_token_against_forgery(world):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(world.cast.chief_editor)
    with override_settings(ROOT_URLCONF="newsroom.desk_urls"):
        for route, visits in rules(world).items():
            if route.startswith("desk:") and route not in {"desk:", "desk:favicon.ico", "desk:healthz", "desk:readyz"}:
                assert strict.post(visits[0].address).status_code == 403, visits[0].address


# -- hidden equals missing -------------------------------------------------------------------------------------
HIDDEN = [
    ("get", "/admin/articles/article/{}/change/"),
    ("post", "/admin/articles/article/{}/change/"),
    ("get", "/admin/articles/article/{}/change/?_popup=1"),
    ("get", "/admin/articles/article/{}/change/?_to_field=id"),
    ("get", "/admin/articles/article/{}/history/"),
    ("get", "/admin/articles/article/{}/delete/"),
    ("post", "/admin/articles/article/{}/delete/"),
    ("get", "/admin/articles/article/{}/version/1/"),
    ("post", "/admin/articles/article/{}/take/claim/"),
    ("post", "/admin/articles/article/{}/take/spike/"),
    ("post", "/admin/articles/article/{}/draft/"),
    ("get", "/admin/articles/article/{}/change/?draft=6b1f4c9a2d3e4f5a8b7c6d5e4f3a2b1c"),
]


@pytest.mark.parametrize("name", ["reporter2", "proofreader", "admin", "desk_editor", "anonymous"])
def test_a_hidden_article_is_answered_like_a_number_nobody_gave(world, name):
    for state in ("draft", "submitted", "approved"):
        if name in SEES[state]:
            continue
        for method, form in HIDDEN:
            _assert_alike(world, name, method, form, world.articles[state].pk)


@pytest.mark.parametrize("name", ["reporter2", "photographer", "admin"])
def test_a_hidden_photo_is_answered_like_a_number_nobody_gave(world, name):
    for method, form in [
        ("get", "/admin/photos/photo/{}/change/"),
        ("post", "/admin/photos/photo/{}/change/"),
        ("get", "/admin/photos/photo/{}/history/"),
        ("get", "/admin/photos/photo/{}/delete/"),
        ("get", "/admin/photos/photo/{}/preview/"),
    ]:
        _assert_alike(world, name, method, form, world.photos["draft"].pk)


@pytest.mark.parametrize("name", ["reporter", "photographer", "admin"])
def test_a_hidden_edition_is_answered_like_a_number_nobody_gave(world, name):
    for method, form in [
        ("get", "/admin/editions/edition/{}/change/"),
        ("get", "/admin/editions/edition/{}/history/"),
        ("get", "/admin/editions/edition/{}/pages/"),
        ("post", "/admin/editions/edition/{}/publish/"),
        ("post", "/admin/editions/edition/{}/place/"),
        ("get", "/admin/editions/edition/{}/contact-sheet/"),
    ]:
        _assert_alike(world, name, method, form, world.edition.pk)
    for method, form in [
        ("get", "/admin/editions/edition/{}/page/" + f"{world.drawn_page.pk}/"),
        ("post", "/admin/editions/edition/{}/page/" + f"{world.drawn_page.pk}/do/"),
        ("get", "/admin/editions/edition/{}/page/" + f"{world.drawn_page.pk}/proof/"),
    ]:
        _assert_alike(world, name, method, form, world.drawn_page.edition_id)


def test_readers_cannot_tell_an_unpublished_article_from_none(world):
    for state in set(SEES) - {"published", "withdrawn"}:
        _assert_alike(world, "anonymous", "get", "/article/{}/", world.articles[state].pk)
        _assert_alike(world, "anonymous", "get", "/html/2025-10/17/content_{}.htm", world.articles[state].pk)


def _assert_alike(world: SimpleNamespace, name: str, method: str, form: str, number: int) -> None:
    data = {"seen_version": "1", "note": "x", "post": "yes"} if method == "post" else None
    hidden, missing = (ask(world, name, method, form.format(pk), data) for pk in (number, MISSING))
    assert hidden.status_code == missing.status_code, (name, method, form)
    assert _masked(hidden.words, number) == _masked(missing.words, MISSING), (name, method, form)


def _masked(words: str, number: int) -> str:
    """Without the number asked for, and without what is new in every answer."""
    # Once a minute a session notes that somebody is there; whatever is asked just then brings its cookie anew.
    words = re.sub(r"Set-Cookie: newsroom_session=.*", "", words).strip()
    words = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", words)
    words = re.sub(r"(csrftoken=\w+|expires=[^;]+|(Expires|Last-Modified): .*)", "", words)
    return re.sub(rf"((?:article|photo|edition)(?:/|%2F)|content_){number}\b", r"\1N", words)


# -- oracles: what a list, a search or a filter lets one guess -----------------------------------------------------
@pytest.mark.parametrize("name", ["reporter2", "proofreader", "admin"])
@pytest.mark.parametrize(
    "query",
    [
        "?q={}",
        "?headline={}",
        "?body__contains={}",
        "?kicker__startswith={}",
        "?headline__regex=^{}&o=1.-2",
        "?_facets=True&q={}",
    ],
)
def test_a_list_answers_for_a_hidden_word_as_for_one_that_stands_nowhere(world, name, query):
    for state, place in (("draft", "headline"), ("submitted", "body"), ("returned", "kicker")):
        word = f"zq{state}{place}zq"
        other = word[:-3] + "xxx"
        answers = [ask(world, name, "get", "/admin/articles/article/" + query.format(one)) for one in (word, other)]
        assert answers[0].status_code == answers[1].status_code
        assert _masked(answers[0].words, 0).replace(word, other) == _masked(answers[1].words, 0)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/articles/article/?created_by__username=reporter",
        "/admin/articles/article/?created_by__password__startswith=md5",
        "/admin/articles/article/?claimed_by__password__startswith=md5",
        "/admin/articles/article/?current_version__content__contains=zq",
        "/admin/articles/article/?versions__content__contains=zqstruckoutzq",
        "/admin/articles/article/?reviews__note__contains=zq",
        "/admin/articles/article/?changes__note__contains=zq",
        "/admin/articles/article/?photos__photo__title__contains=zq",
        "/admin/articles/article/?bylines__author__user__password__startswith=md5",
        "/admin/photos/photo/?uploaded_by__password__startswith=md5",
        "/admin/photos/photo/?photographers__user__password__startswith=md5",
        "/admin/photos/photo/?uses__article__body__contains=zq",
        "/admin/authors/author/?user__password__startswith=md5",
        "/admin/authors/author/?bylines__article__headline__contains=zq",
        "/admin/articles/article/?_to_field=headline",
        "/admin/authors/author/?_to_field=user",
    ],
)
def test_a_filter_reaches_no_further_than_the_list_itself(world, address):
    assert ask(world, "reporter2", "get", address).status_code == 400


def test_odd_questions_are_answered_without_a_crash(world):
    for address in (
        "/admin/articles/article/?o=99.-1.x",
        "/admin/articles/article/?p=99999999",
        "/admin/articles/article/?all=1",
        "/admin/articles/article/?q=%00",
        "/admin/articles/article/?state=nothing",
        "/admin/articles/article/?state=mine&section__id__exact=x",
        f"/admin/articles/article/{10**30}/change/",
        f"/admin/articles/article/{'9' * 5000}/change/",
        f"/admin/articles/article/{10**30}/version/{10**30}/",
        f"/admin/articles/article/{world.articles['published'].pk}/version/{10**30}/",
        f"/admin/photos/photo/{10**30}/preview/",
        f"/admin/editions/edition/{10**30}/change/",
        f"/admin/editions/plannedpage/weekday/{10**30}/",
        f"/article/{10**30}/",
        f"/html/2025-10/17/content_{10**30}.htm",
    ):
        assert ask(world, "chief_editor", "get", address).status_code < 500, address


AUTOCOMPLETE = [
    ("articles", "articlephoto", "photo"),
    ("articles", "byline", "article"),
    ("articles", "version", "article"),
    ("articles", "review", "version"),
    ("articles", "statechange", "article"),
    ("editions", "placement", "article"),
    ("editions", "placement", "version"),
    ("editions", "page", "edition"),
    ("authors", "author", "user"),
    ("admin", "logentry", "user"),
    ("articles", "article", "created_by"),
    ("articles", "article", "headline"),
    ("nothing", "nothing", "nothing"),
]


@pytest.mark.parametrize(("app", "name", "source"), AUTOCOMPLETE)
def test_no_completion_of_words_knows_more_than_the_lists(world, app, name, source):
    for person in ("reporter2", "proofreader", "admin"):
        for term in ("", "zq"):
            address = f"/admin/autocomplete/?app_label={app}&model_name={name}&field_name={source}&term={term}"
            answer = ask(world, person, "get", address)
            assert answer.status_code in {200, 403, 404}
            assert not leaks(world, person, answer.words)
    assert ask(world, "reporter2", "get", address).status_code != 200 or source not in {"user", "created_by"}


# -- forms: numbers and fields that nobody was offered ---------------------------------------------------------------
def words_of(world: SimpleNamespace, article: Article | None = None, **fields: Any) -> dict[str, Any]:
    """The article's form as a browser sends it."""
    article = article and Article.objects.get(pk=article.pk)
    form = {
        "headline": article.headline if article else "新稿",
        "body": article.body if article else "<p>正文。</p>",
        "section": article.section_id if article else make_section().pk,
        "genre": "news",
        "seen_version": article.current_version.number if article and article.current_version else 0,
    }
    for prefix in ("bylines", "photos"):
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return {**form, **fields}


def send(world: SimpleNamespace, name: str, article: Article, **fields: Any) -> Any:
    address = reverse("admin:articles_article_change", args=[article.pk])
    return world.browsers[name].post(address, words_of(world, article, **fields))


def row(prefix: str, **fields: Any) -> dict[str, Any]:
    return {f"{prefix}-TOTAL_FORMS": 1, **{f"{prefix}-0-{name}": value for name, value in fields.items()}}


def test_a_reporter_cannot_put_a_private_photo_of_another_into_his_article(world):
    draft = world.articles["draft"]
    for photo in (world.private_photo, MISSING):
        answer = send(
            world, "reporter", draft, **row("photos", photo=getattr(photo, "pk", photo), after_paragraph=0, order=1)
        )
        assert answer.status_code == 200
        assert "zqtitleofreporter2" not in answer.content.decode()
    assert not draft.photos.filter(photo=world.private_photo).exists()


def test_a_photo_that_was_published_elsewhere_is_not_everybodys_to_use(world):
    draft = make_article(by=world.cast.reporter2)
    for state in ("published", "withdrawn"):
        answer = send(
            world, "reporter2", draft, **row("photos", photo=world.photos[state].pk, after_paragraph=0, order=1)
        )
        assert answer.status_code == 200
    assert not draft.photos.exists()


def test_a_reporter_may_put_his_own_photo_in(world):
    draft = make_article(by=world.cast.reporter2)
    fields = row("photos", photo=world.private_photo.pk, after_paragraph=0, order=1)
    assert send(world, "reporter2", draft, **fields).status_code == 302
    assert draft.photos.get().photo == world.private_photo


def test_an_inactive_author_or_section_cannot_be_chosen(world):
    draft = world.articles["draft"]
    gone = row("bylines", author=world.gone_author.pk, role="reporter", position="head", order=0)
    assert send(world, "reporter", draft, **gone).status_code == 200
    assert send(world, "reporter", draft, section=world.closed_section.pk).status_code == 200
    assert not draft.bylines.filter(author=world.gone_author).exists()
    draft.refresh_from_db()
    assert draft.section != world.closed_section


def test_rows_of_another_article_cannot_be_taken_over_by_their_numbers(world):
    mine, other = make_article(by=world.cast.reporter2), world.articles["draft"]
    byline, use = other.bylines.get(), other.photos.get()
    for prefix, line, fields in (
        ("bylines", byline, {"author": byline.author_id, "role": "trainee", "position": "tail", "order": 9}),
        ("photos", use, {"photo": use.photo_id, "caption": "mine now", "after_paragraph": 1, "order": 9}),
    ):
        for article, drop in ((mine.pk, {}), (other.pk, {"DELETE": "on"})):
            sent = row(prefix, id=line.pk, article=article, **fields, **drop)
            send(world, "reporter2", mine, **sent, **{f"{prefix}-INITIAL_FORMS": 1})
        line.refresh_from_db()
        assert line.article == other
        assert line.order != 9
    assert not mine.photos.exists()


def test_who_filed_it_its_state_and_its_version_cannot_be_sent_along(world):
    draft = make_article(by=world.cast.reporter2)
    extra = {
        "created_by": world.cast.admin.pk,
        "state": "published",
        "current_version": world.struck.current_version_id,
        "claimed_by": world.cast.reporter2.pk,
        "published_at": "2025-01-01",
        "submitted_at": "2025-01-01",
        "id": world.struck.pk,
        "pk": world.struck.pk,
    }
    assert send(world, "reporter2", draft, kicker="新", **extra).status_code == 302
    draft.refresh_from_db()
    assert (draft.created_by, draft.state, draft.kicker) == (world.cast.reporter2, State.DRAFT, "新")
    assert (draft.claimed_by, draft.published_at, draft.submitted_at) == (None, None, None)
    new = words_of(world, **{**extra, "headline": "另一篇"})
    assert world.browsers["reporter2"].post(reverse("admin:articles_article_add"), new).status_code == 302
    filed = Article.objects.get(headline="另一篇")
    assert (filed.created_by, filed.state, filed.current_version.number) == (world.cast.reporter2, State.DRAFT, 1)


def test_a_photo_belongs_to_who_brought_it_in_whatever_the_form_says(world):
    form = {
        "caption": "题", "upload": upload(jpeg(colour="#123456")), "uploaded_by": world.cast.admin.pk,
        "public_base": "guess", "sha256": "0", "width": "1", "original": "x",
    }  # fmt: skip
    assert world.browsers["reporter2"].post(reverse("admin:photos_photo_add"), form).status_code == 302
    photo = Photo.objects.get(caption="题")
    assert (photo.uploaded_by, photo.public_base, photo.width) == (world.cast.reporter2, "", 640)


def test_an_account_gets_no_flag_and_no_permission_from_a_form(world):
    account = world.cast.reporter2
    form = {
        "username": "reporter2", "name": "顾", "is_active": "on", "groups": [], "is_superuser": "on",
        "is_staff": "on", "user_permissions": [1, 2, 3], "password": "plain",
    }  # fmt: skip
    before = account.password
    assert world.browsers["admin"].post(f"/admin/authors/user/{account.pk}/change/", form).status_code == 302
    account.refresh_from_db()
    assert (account.name, account.is_superuser, account.password) == ("顾", False, before)
    assert not account.user_permissions.exists()


def test_a_form_that_is_older_than_the_text_changes_nothing(world):
    draft = make_article(by=world.cast.reporter2, headline="旧")
    edit(draft, by=world.cast.reporter2, headline="新")
    for seen in ("1", "", "x"):
        answer = send(world, "reporter2", draft, headline="偷", seen_version=seen, _take="submit")
        assert answer.status_code == 200
        assert "偷" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.headline, draft.state) == ("新", State.DRAFT)


@pytest.mark.parametrize("state", ["returned", "submitted", "published"])
def test_words_sent_by_who_may_not_change_them_are_not_stored(world, state):
    article, byline = world.articles[state], make_author("添名")
    more = row("bylines", author=byline.pk, role="reporter", position="head", order=1)
    for name in ("reporter", "reporter2", "desk_editor", "section_head", "page_designer", "admin"):
        if name in EDITS.get(state, set()):
            continue
        send(world, name, article, headline="偷", **more)
        assert article.versions.count() == 1, name
        assert Article.objects.get(pk=article.pk).headline == article.headline, name
        assert article.bylines.count() == 1, name


def test_a_verdict_on_a_version_one_has_not_seen_is_not_taken(world):
    article = world.articles["submitted"]
    for seen in ("0", "2", "", "x"):
        world.browsers["desk_editor"].post(_take_address(article, "pass"), {"seen_version": seen})
    assert not article.reviews.exists()


# -- verbs -------------------------------------------------------------------------------------------------------
def _take_address(article: Article, verb: str) -> str:
    return reverse("admin:articles_article_take", args=[article.pk, verb])


WITHOUT_A_BUTTON = {verb.name for verb in VERBS if not verb.is_button}
ON_THE_WAY = ["draft", "submitted", "approved", "published", "withdrawn", "spiked"]


@pytest.mark.parametrize("state", ON_THE_WAY)
def test_a_verb_is_taken_only_by_those_whom_the_table_names(world, state):
    article = world.articles[state]
    number = article.current_version.number
    named = {verb for source, verb in ALLOWED if source == state} | {"publish", "withdraw", "nonsense"}
    for verb in sorted(named):
        allowed = set() if verb in WITHOUT_A_BUTTON else ALLOWED.get((State(state), verb), set())
        took = {name for name in DESK | {"anonymous"} if _takes(world, name, article, verb, number)}
        assert took == allowed, (state, verb)


def _takes(world: SimpleNamespace, name: str, article: Article, verb: str, number: int) -> bool:
    client = world.browsers[name]
    with transaction.atomic():
        before = article.changes.count()
        answer = client.post(_take_address(article, verb), {"seen_version": number, "note": "x", "notice": "y"})
        assert answer.status_code in {302, 404}
        took = article.changes.count() > before
        transaction.set_rollback(True)
    return took


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "published"])
def test_the_button_in_the_form_gives_nobody_a_verb_he_has_not(world, state):
    article = world.articles[state]
    for verb in sorted(verb for source, verb in ALLOWED if source == state):
        # What only a larger act does has no button, not even for the chief editor.
        allowed = set() if verb == "publish" else ALLOWED[State(state), verb]
        for name in sorted({"reporter", "reporter2", "desk_editor", "section_head", "proofreader"} - allowed):
            with transaction.atomic():
                before = article.changes.filter(verb=verb).count()
                send(world, name, article, _take=verb, note="x", notice="y")
                assert article.changes.filter(verb=verb).count() == before, (name, verb)
                transaction.set_rollback(True)


def test_the_first_save_of_an_article_can_submit_it_and_nothing_else(world):
    address = reverse("admin:articles_article_add")
    for verb in ("approve", "pass", "publish", "withdraw", "return", "claim", "nonsense"):
        world.browsers["chief_editor"].post(address, words_of(world, headline=f"新 {verb}", _take=verb, note="x"))
        assert not Article.objects.filter(headline=f"新 {verb}").exclude(state=State.DRAFT).exists()
    world.browsers["chief_editor"].post(address, words_of(world, headline="新", _take="submit"))
    assert Article.objects.get(headline="新").state == State.SUBMITTED


# -- what a review struck out ----------------------------------------------------------------------------------------
def test_earlier_versions_are_for_editors_and_authors_only(world):
    article = world.struck
    for name in sorted(DESK):
        knows = name in KNOWS_THE_MAKING
        assert ask(world, name, "get", _version_address(article, 1)).status_code == (200 if knows else 404)
        assert ask(world, name, "get", _version_address(article, 2)).status_code == 200
        page = ask(world, name, "get", reverse("admin:articles_article_change", args=[article.pk])).words
        assert (_version_address(article, 1) in page) == knows
        assert not leaks(world, name, page)


def test_the_record_of_an_article_names_no_photo_to_those_who_may_not_see_it(world):
    article = make_article(by=world.cast.reporter)
    send(world, "reporter", article, **row("photos", photo=world.photos["draft"].pk, after_paragraph=0, order=1))
    article.refresh_from_db()
    PlannedPage.objects.all().delete()
    bring_to(State.PUBLISHED, article, world.cast)
    address = reverse("admin:articles_article_history", args=[article.pk])
    for name in ("reporter2", "admin"):
        answer = world.browsers[name].get(address, follow=True)
        assert answer.status_code == 200
        assert "zqdraftphototitlezq" not in answer.content.decode()
