"""A page designer hands in a page that was set elsewhere, and says where its articles stand."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from articles.clock import database_now
from articles.models import State
from articles.workflow import Refused
from editions import preflight, regions, uploaded_pages, workflow
from editions.models import Page, PageFile, PageRegion, RegionChange
from photos.models import private_store
from tests.editions import odd_pdfs
from tests.factories import bring_to, make_article, make_edition
from tests.person import Person

FERRY = [
    "The ferry office on the north bank opened again yesterday",
    "after a long winter, and the first boat left at seven with",
    "forty passengers, two goats and the mayor, who paid his fare.",
]
BREAD = [
    "Bakers along the river road say that flour has never cost so",
    "much as it does now. Most of them bake a third less than they",
    "did in spring, and sell out before the schools are closed.",
]
TRIANGLE = [(10.0, 10.0), (60.0, 10.0), (10.0, 60.0)]


def html(lines):
    return f"<p>{' '.join(lines)}</p>"


@pytest.fixture
def ferry(cast):
    return bring_to(
        State.APPROVED, make_article(by=cast.reporter, headline="Ferry office reopens", body=html(FERRY)), cast
    )


@pytest.fixture
def bread(cast):
    return bring_to(State.APPROVED, make_article(by=cast.reporter, headline="Bread is dear", body=html(BREAD)), cast)


@pytest.fixture
def page(cast, ferry, bread):
    page = make_edition(cast, day=database_now().date()).pages.get()
    workflow.place(page, [ferry, bread], by=cast.page_designer)
    return page


def set_page():
    """Two articles beside each other, as another program would set them."""
    left = [(20, 60 + 6 * at, 11, line) for at, line in enumerate(FERRY)]
    right = [(150, 60 + 6 * at, 11, line) for at, line in enumerate(BREAD)]
    heads = [(20, 50, 24, "Ferry office reopens"), (150, 50, 24, "Bread is dear")]
    return odd_pdfs.typed(*heads, *left, *right)


def sent(content=None, name="A01.pdf"):
    return SimpleUploadedFile(name, set_page() if content is None else content, "application/pdf")


def upload(page, by, content=None, name="A01.pdf", pdf_page=None):
    return uploaded_pages.upload(
        page, sent(content, name), pdf_page=pdf_page, seen=regions.last_change(page), by=by
    )  # fmt: skip


def address_of(page):
    return reverse("admin:editions_edition_elsewhere", args=[page.edition_id, page.pk])


def blocking(page):
    from editions.models import Edition

    edition = Edition.objects.with_pages().get(pk=page.edition_id)
    findings = preflight.check(edition, appears_at=database_now())
    return [finding.sentence for finding in findings if finding.blocks and "region" in finding.sentence]


# -- bringing it in -------------------------------------------------------------------------------------------------
def test_an_uploaded_page_proposes_a_region_for_each_of_its_articles(cast, page, ferry, bread):
    matched = upload(page, cast.page_designer)
    page.refresh_from_db()
    assert page.source == Page.Source.UPLOADED
    assert {one.article for one in matched.matches} == {ferry.pk, bread.pk}
    rows = list(page.regions.all())
    assert [(row.article_id, row.order, row.source, row.is_confirmed) for row in rows] == [
        (ferry.pk, 1, "proposed", False),
        (bread.pk, 2, "proposed", False),
    ]
    assert max(x for x, _y in rows[0].points) < 55 < max(x for x, _y in rows[1].points)


def test_the_file_is_kept_privately_as_it_came_and_under_no_name_of_the_sender(cast, page):
    content = set_page()
    upload(page, cast.page_designer, content, name="../../etc/A01\u202e.pdf")
    file = PageFile.objects.get()
    assert file.name == "A01.pdf"
    assert private_store().open(f"{file.folder}/original.pdf").read() == content
    assert re.fullmatch("uploaded/[0-9a-f]{32}", file.folder)
    assert (file.uploaded_by, file.bytes, len(file.sha256)) == (cast.page_designer, len(content), 64)
    with pytest.raises(FileNotFoundError):
        uploaded_pages.open_file(file, "../../../secret")


def test_a_page_that_is_refused_leaves_no_file_and_no_row(cast, page):
    with pytest.raises(Refused, match="not a PDF"):
        upload(page, cast.page_designer, b"GIF89a")
    with pytest.raises(Refused, match="has 3 pages"):
        upload(page, cast.page_designer, odd_pdfs.pages(3))
    assert not PageFile.objects.exists()
    assert not private_store().exists("uploaded") or private_store().listdir("uploaded") == ([], [])


def test_a_new_file_takes_the_place_of_the_old_one_which_is_kept(cast, page):
    upload(page, cast.page_designer)
    regions.confirm_all(page, seen=1, by=cast.page_designer)
    upload(page, cast.chief_editor, name="A01-corrected.pdf")
    assert [file.name for file in page.files.all()] == ["A01-corrected.pdf", "A01.pdf"]
    assert not any(row.is_confirmed for row in page.regions.all())
    assert uploaded_pages.current_file(page).name == "A01-corrected.pdf"


def test_nobody_but_the_composing_room_brings_a_page_in(cast, page):
    for name in ("reporter", "desk_editor", "section_head", "proofreader", "admin"):
        with pytest.raises(Refused, match="composing pages"):
            upload(page, getattr(cast, name))
    assert not PageFile.objects.exists()


def test_an_article_recognised_on_the_wrong_page_is_said(cast, page, bread):
    workflow.remove(page.placements.get(article=bread), by=cast.page_designer)
    other = Page.objects.create(edition=page.edition, letter="A", number=2, name="综合", template=page.template)
    workflow.place(other, [bread], by=cast.page_designer)
    upload(page, cast.page_designer)
    assert any("“Bread is dear”, which is not placed on it" in sentence for sentence in blocking(page))


# -- regions --------------------------------------------------------------------------------------------------------
def test_the_pre_flight_waits_until_every_article_has_a_confirmed_region(cast, page, ferry):
    assert blocking(page) == []
    upload(page, cast.page_designer)
    assert sum("nobody has confirmed" in sentence for sentence in blocking(page)) == 2
    regions.confirm_all(page, seen=1, by=cast.page_designer)
    assert blocking(page) == []
    regions.remove(page.regions.get(article=ferry), seen=2, by=cast.page_designer)
    assert ["“Ferry office reopens” has no region" in sentence for sentence in blocking(page)] == [True]


def test_what_a_person_draws_is_confirmed_by_him(cast, page, ferry):
    upload(page, cast.page_designer)
    region = page.regions.get(article=ferry)
    regions.redraw(region, ferry, TRIANGLE, seen=1, by=cast.chief_editor)
    region.refresh_from_db()
    assert (region.source, region.confirmed_by) == ("drawn", cast.chief_editor)
    assert region.points == [[10, 10], [60, 10], [10, 60]]
    regions.draw(page, ferry, TRIANGLE, seen=2, by=cast.page_designer)
    assert page.regions.filter(article=ferry).count() == 2


def test_a_confirmed_region_survives_a_second_look_for_the_articles(cast, page, ferry, bread):
    upload(page, cast.page_designer)
    regions.redraw(page.regions.get(article=ferry), ferry, TRIANGLE, seen=1, by=cast.page_designer)
    uploaded_pages.propose_again(page, seen=2, by=cast.page_designer)
    assert page.regions.get(article=ferry).points == [list(corner) for corner in TRIANGLE]
    assert page.regions.get(article=bread).source == "proposed"


def test_who_has_not_seen_the_last_change_changes_nothing(cast, page, ferry):
    upload(page, cast.page_designer)
    regions.confirm_all(page, seen=1, by=cast.chief_editor)
    region = page.regions.get(article=ferry)
    for act in (
        lambda: regions.redraw(region, ferry, TRIANGLE, seen=1, by=cast.page_designer),
        lambda: regions.remove(region, seen=1, by=cast.page_designer),
        lambda: regions.undo(page, seen=1, by=cast.page_designer),
        lambda: uploaded_pages.upload(page, sent(), pdf_page=None, seen=1, by=cast.page_designer),
    ):
        with pytest.raises(Refused, match="meanwhile"):
            act()
    assert page.regions.get(article=ferry).confirmed_by == cast.chief_editor


@pytest.mark.parametrize(
    "points",
    [
        [],
        [(1, 1), (2, 2)],
        [(0, 0), (101, 0), (0, 50)],
        [(0, 0), (-1, 0), (0, 50)],
        [(0, 0), (float("nan"), 0), (0, 50), (1, 1)],
        [(5, 5), (5, 5), (5, 5)],
        [(0, 0), (10, 10), (20, 20)],
        [(1, 1)] * 201,
    ],
)
def test_what_is_no_region_is_refused_with_a_sentence(cast, page, ferry, points):
    upload(page, cast.page_designer)
    with pytest.raises(Refused, match=r"corners|percent|too small"):
        regions.draw(page, ferry, points, seen=1, by=cast.page_designer)


def test_changes_are_undone_one_by_one_back_to_the_upload(cast, page, ferry):
    upload(page, cast.page_designer)
    before = [row.as_row() for row in page.regions.all()]
    regions.confirm_all(page, seen=1, by=cast.page_designer)
    confirmed = [row.as_row() for row in page.regions.all()]
    regions.remove(page.regions.get(article=ferry), seen=2, by=cast.page_designer)
    regions.undo(page, seen=3, by=cast.page_designer)
    assert [row.as_row() for row in page.regions.all()] == confirmed
    regions.undo(page, seen=4, by=cast.chief_editor)
    assert [row.as_row() for row in page.regions.all()] == before
    with pytest.raises(Refused, match="nothing to undo"):
        regions.undo(page, seen=5, by=cast.page_designer)
    assert [change.verb for change in page.region_changes.all()] == ["undo", "undo", "remove", "confirm_all", "upload"]


def test_a_page_is_composed_here_again_and_its_file_stays_in_the_record(cast, page):
    upload(page, cast.page_designer)
    regions.compose_here(page, seen=1, by=cast.page_designer)
    page.refresh_from_db()
    assert (page.source, page.regions.count(), page.files.count()) == ("composed", 0, 1)
    assert uploaded_pages.printed(page) is None
    assert blocking(page) == []


# -- what is published ----------------------------------------------------------------------------------------------
def test_only_confirmed_regions_of_articles_on_the_page_are_published(cast, page, ferry, bread):
    upload(page, cast.page_designer)
    assert uploaded_pages.printed(page).regions == ()
    regions.confirm_all(page, seen=1, by=cast.page_designer)
    printed = uploaded_pages.printed(page)
    assert [region.article for region in printed.regions] == [ferry.pk, bread.pk]
    assert printed.sizes == (480, 1000, 1600)
    assert (printed.width, printed.height) == (1600, 2216)
    for name in (printed.pdf, *map(printed.picture, printed.sizes)):
        assert private_store().exists(name)
    workflow.remove(page.placements.get(article=bread), by=cast.page_designer)
    assert [region.article for region in uploaded_pages.printed(page).regions] == [ferry.pk]


# -- the database itself --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "points",
    [
        {}, "x", [], [[1, 1], [2, 2]], [[1, 1], [2, 2], [3]], [[1, 1], [2, 2], [3, 101]], [[1, 1], [2, 2], [-0.1, 3]],
        [[1, 1], [2, 2], ["3", 3]], [[1, 1], [2, 2], None], [[1, 1], [2, 2], [3, 3, 3]],
    ],
)  # fmt: skip
def test_postgresql_takes_no_region_that_is_none(page, ferry, points):
    with pytest.raises(IntegrityError, match="editions_region_is_an_outline"), transaction.atomic():
        PageRegion.objects.create(page=page, article=ferry, points=points, source="proposed", order=1)


def test_postgresql_takes_a_region(page, ferry):
    PageRegion.objects.create(
        page=page, article=ferry, points=[[0, 0], [100, 0], [0, 99.5]], source="proposed", order=1
    )


def test_a_drawn_region_has_a_name_under_it(page, ferry):
    with pytest.raises(IntegrityError, match="confirmed_with_name"), transaction.atomic():
        PageRegion.objects.create(page=page, article=ferry, points=TRIANGLE, source="drawn", order=1)


def test_files_and_changes_are_append_only(cast, page):
    upload(page, cast.page_designer)
    for row in (PageFile.objects.get(), RegionChange.objects.get()):
        with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(page=page)
        with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
            row.delete()


def test_nothing_of_a_published_page_changes(cast, page):
    from editions import publishing

    upload(page, cast.page_designer)
    regions.confirm_all(page, seen=1, by=cast.page_designer)
    page.refresh_from_db()
    workflow.sign_off(page, by=cast.section_head, seen=page.layout_number)
    publishing.publish(page.edition, by=cast.chief_editor)
    page.refresh_from_db()
    with pytest.raises(Refused, match="published"):
        regions.undo(page, seen=2, by=cast.page_designer)
    with pytest.raises((IntegrityError, InternalError), match="this page is published"), transaction.atomic():
        page.regions.update(order=9)
    with pytest.raises((IntegrityError, InternalError), match="this page is published"), transaction.atomic():
        page.regions.all().delete()


# -- over HTTP ------------------------------------------------------------------------------------------------------
def test_a_page_designer_uploads_confirms_and_draws_with_forms_alone(cast, page, ferry, signed_in):
    client = signed_in("page_designer")
    client.post(address_of(page), {"do": "upload", "seen": 0, "file": sent()})
    person = Person(client).open(address_of(page))
    assert "2 articles were recognised" in person.text
    assert "2 regions to confirm" in person.text
    person.press("do", "confirm_all")
    assert "everything confirmed" in person.text
    person.press("do", "undo")
    assert "2 regions to confirm" in person.text
    answer = client.post(
        address_of(page),
        {"do": "save", "seen": 3, "article": ferry.pk, "x": ["10", "60", "10", ""], "y": ["10", "10", "60", ""]},
        follow=True,
    )
    assert "drawn by 陆一舟" in answer.content.decode()
    assert page.regions.filter(source="drawn").get().points == [[10, 10], [60, 10], [10, 60]]


def test_what_was_drawn_comes_back_when_the_page_has_changed_meanwhile(cast, page, ferry, signed_in):
    upload(page, cast.page_designer)
    answer = signed_in("page_designer").post(
        address_of(page),
        {"do": "save", "seen": 0, "article": ferry.pk, "x": ["10.5", "60", "10"], "y": ["10", "10", "61.25"]},
    )
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else has changed this page meanwhile" in words
    assert 'value="61.25"' in words
    assert page.regions.filter(source="drawn").count() == 0


def test_odd_forms_change_nothing_and_break_nothing(cast, page, ferry, bread, signed_in):
    upload(page, cast.page_designer)
    client, address = signed_in("page_designer"), address_of(page)
    elsewhere = make_edition(cast).pages.get()
    stranger = page.regions.get(article=ferry).pk
    count = RegionChange.objects.count()
    for form, status in (
        ({}, 404),
        ({"do": "nonsense", "seen": 1}, 404),
        ({"do": "confirm", "seen": 1, "region": "x"}, 404),
        ({"do": "confirm", "seen": 1, "region": 2**70}, 404),
        ({"do": "confirm", "seen": "٣", "region": stranger}, 302),
        ({"do": "remove", "seen": 1, "region": 10**6}, 302),
        ({"do": "upload", "seen": 1}, 302),
        ({"do": "upload", "seen": 1, "pdf_page": "-1", "file": sent()}, 302),
        ({"do": "save", "seen": 1, "article": "", "x": "1", "y": "1"}, 200),
        ({"do": "save", "seen": 1, "article": ferry.pk, "x": ["1", "", "3"], "y": ["1", "5", "x"]}, 200),
        ({"do": "save", "seen": 1, "article": ferry.pk, "x": ["inf", "1", "3"], "y": ["1", "5", "nan"]}, 200),
        ({"do": "save", "seen": 1, "article": 10**6, "x": ["1", "9", "3"], "y": ["1", "5", "9"]}, 200),
    ):
        assert client.post(address, form).status_code == status, form
    assert client.post(address_of(elsewhere), {"do": "remove", "seen": 0, "region": stranger}).status_code == 302
    assert RegionChange.objects.count() == count
    assert page.regions.count() == 2


def test_editors_look_at_the_page_and_change_nothing(cast, page, signed_in):
    upload(page, cast.page_designer)
    client = signed_in("desk_editor")
    words = client.get(address_of(page)).content.decode()
    assert "Ferry office reopens" in words
    assert 'name="do"' not in words
    assert client.post(address_of(page), {"do": "confirm_all", "seen": 1}).status_code == 404
    assert not page.regions.filter(confirmed_by__isnull=False).exists()


def test_the_original_is_for_the_composing_room_and_never_opens_in_the_browser(cast, page, signed_in):
    upload(page, cast.page_designer)
    file = PageFile.objects.get()

    def ask(who, name, number=file.pk):
        where = [page.edition_id, page.pk, number, name]
        return signed_in(who).get(reverse("admin:editions_edition_elsewhere_file", args=where))

    original = ask("page_designer", "original.pdf")
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert original.headers["X-Content-Type-Options"] == "nosniff"
    assert ask("desk_editor", "1600.webp").headers["Content-Type"] == "image/webp"
    assert ask("desk_editor", "original.pdf").status_code == 404
    for name, number in (("2000.webp", file.pk), ("..", file.pk), ("page.pdf", file.pk + 1)):
        assert ask("page_designer", name, number).status_code == 404
    assert ask("reporter", "1600.webp").status_code == 404


def test_the_screen_asks_few_questions(cast, page, signed_in, django_assert_max_num_queries):
    upload(page, cast.page_designer)
    client = signed_in("page_designer")
    client.get(address_of(page))
    with django_assert_max_num_queries(31):
        client.get(address_of(page))


def test_the_edition_and_its_contact_sheet_show_a_page_as_it_was_handed_in(page, cast, signed_in):
    upload(page, cast.page_designer)
    upload(page, cast.page_designer, name="A01-neu.pdf")
    newest = page.files.order_by("-pk").first()
    picture = reverse("admin:editions_edition_elsewhere_file", args=[page.edition_id, page.pk, newest.pk, "480.webp"])
    desk = signed_in("page_designer")
    assert desk.get(picture).status_code == 200
    for name in ("change", "contact_sheet"):
        shown = desk.get(reverse(f"admin:editions_edition_{name}", args=[page.edition_id])).content.decode()
        assert shown.count("480.webp") == 1, name
        assert picture in shown
