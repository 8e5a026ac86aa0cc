"""Breaking news: an approved article on the website before any edition, and what becomes of it in print."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.utils import translation

from articles import publishing as article_publishing
from articles.clock import database_now
from articles.models import Article, Correction, OnlineFirst, State, Withdrawal
from articles.policy import refusal_to_edit
from articles.workflow import Refused
from editions import corrections, preflight, publishing, tray, workflow
from editions.models import Edition, Placement
from newsroom import press
from tests.articles.test_corrections import checked
from tests.editions.test_publishing import at_once
from tests.factories import bring_to, make_article, make_edition, make_photo, take
from website.models import OutboxEvent, PublishedArticle


@pytest.fixture
def readers(cast: Any) -> Client:
    """Readers of a paper that has appeared once."""
    bring_to(State.PUBLISHED, make_article(by=cast.reporter, headline="昨天的头条"), cast)
    return Client(headers={"accept-language": "zh-hans"})


def approved(cast: Any, headline: str = "晚间突降暴雨", **fields: Any) -> Article:
    return bring_to(State.APPROVED, make_article(by=cast.reporter, headline=headline, **fields), cast)


def online(cast: Any, headline: str = "晚间突降暴雨", **fields: Any) -> Article:
    return article_publishing.publish_online(approved(cast, headline, **fields), by=cast.chief_editor)


def placed(article: Article, cast: Any) -> Edition:
    edition = make_edition(cast)
    tray.place(edition.pages.get(), [article.pk], by=cast.page_designer)
    return Edition.objects.with_pages().get(pk=edition.pk)


def obstacles(edition: Edition) -> list[str]:
    edition = Edition.objects.with_pages().get(pk=edition.pk)
    return [one.sentence for one in preflight.blocking(preflight.check(edition, appears_at=database_now()))]


def corrected(article: Article, cast: Any, kind: Correction.Kind = Correction.Kind.SELF, **words: str) -> Article:
    same = {name: getattr(article, name) for name in Correction.TEXT_FIELDS}
    correction = checked(article, cast, {**same, **words}, kind=kind)
    article_publishing.correct(correction, by=cast.chief_editor, seen_revision=correction.revision)
    return Article.objects.get(pk=article.pk)


# -- on the website ----------------------------------------------------------------------------------------------------
def test_the_chief_editor_gives_readers_an_article_before_any_edition(readers, cast, signed_in):
    article = approved(cast)
    assert readers.get(f"/article/{article.pk}/").status_code == 404
    signed_in("chief_editor").post(
        f"/admin/articles/article/{article.pk}/take/publish_online/", {"seen_version": article.current_version.number}
    )
    page = readers.get(f"/article/{article.pk}/").text
    assert "晚间突降暴雨" in page
    assert "网络首发" in page
    front = readers.get("/").text
    assert front.index("快讯") < front.index("晚间突降暴雨") < front.index("昨天的头条")
    for address in ("/section/news/", "/feeds/latest.xml", "/search/?q=暴雨", "/sitemap-news.xml"):
        assert "晚间突降暴雨" in readers.get(address).text or f"/article/{article.pk}/" in readers.get(address).text
    assert OutboxEvent.objects.filter(kind="article_published", subject_id=article.pk).count() == 1
    press.work_once()
    assert not OutboxEvent.objects.filter(kind="article_published", done_at=None).exists()


@pytest.mark.parametrize("person", ["reporter", "desk_editor", "section_head", "page_designer", "admin"])
def test_nobody_but_the_chief_editor_publishes_online(readers, cast, person):
    article = approved(cast)
    with pytest.raises(Refused):
        article_publishing.publish_online(article, by=getattr(cast, person))
    assert not PublishedArticle.objects.filter(pk=article.pk).exists()


def test_what_has_not_passed_all_reviews_is_not_published_online(readers, cast):
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    with pytest.raises(Refused, match="not possible here"):
        article_publishing.publish_online(article, by=cast.chief_editor)


def test_pressed_twice_it_is_out_once(readers, cast):
    article = online(cast)
    again = article_publishing.publish_online(article, by=cast.chief_editor)
    assert again.published_at == article.published_at
    assert article.changes.filter(verb="publish_online").count() == 1


def test_an_embargo_holds_also_on_the_website_and_against_raw_sql(readers, cast):
    article = approved(cast, embargo_until=database_now() + timedelta(hours=2))
    with pytest.raises(Refused, match="embargoed until"):
        article_publishing.publish_online(article, by=cast.chief_editor)
    with pytest.raises((IntegrityError, InternalError), match="embargoed"), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(state="published", published_at=database_now())


def test_an_article_whose_photo_was_renamed_since_the_approval_is_looked_at_first(readers, cast):
    photo = make_photo(by=cast.photographer)
    article = approved(cast, photo=photo)
    type(photo).objects.filter(pk=photo.pk).update(caption="另一句话。")
    with pytest.raises(Refused, match="Recall it first"):
        article_publishing.publish_online(article, by=cast.chief_editor)


def test_its_photo_is_shown_with_it(readers, cast):
    article = online(cast, photo=make_photo(by=cast.photographer))
    assert "老街的傍晚" in readers.get(f"/article/{article.pk}/").text


@pytest.mark.parametrize(
    "change",
    ["state = 'published', published_at = now(), online_first = 'printed'", "online_first = 'waits'"],
)
def test_nobody_says_by_raw_sql_that_readers_had_it_first(readers, cast, change):
    article = approved(cast)
    with pytest.raises((IntegrityError, InternalError), match="newsroom: online first"), transaction.atomic():
        connection.cursor().execute(f"UPDATE articles_article SET {change} WHERE id = %s", [article.pk])


# -- in print ----------------------------------------------------------------------------------------------------------
def test_it_stays_in_the_tray_and_its_edition_adds_where_it_stands_in_print(readers, cast):
    article = online(cast)
    assert article in tray.tray(cast.page_designer)
    edition = placed(article, cast)
    assert article not in tray.tray(cast.page_designer)
    publishing.publish(edition, by=cast.chief_editor)
    article.refresh_from_db()
    assert (article.state, article.online_first) == (State.PUBLISHED, OnlineFirst.PRINTED)
    shown = PublishedArticle.objects.get(pk=article.pk)
    assert shown.published_at == article.published_at < Edition.objects.get(pk=edition.pk).published_at
    page = readers.get(f"/article/{article.pk}/").text
    assert "网络首发" not in page
    assert f"{edition.date.isoformat()} A01" in page
    assert "快讯" not in readers.get("/").text


def test_it_is_printed_once(readers, cast):
    article = online(cast)
    publishing.publish(placed(article, cast), by=cast.chief_editor)
    with pytest.raises(Refused, match="not approved"):
        placed(article, cast)


def test_the_front_page_of_a_day_keeps_the_news_that_came_after_it(readers, cast):
    online(cast)
    first = Edition.objects.get()
    bring_to(State.PUBLISHED, make_article(by=cast.reporter, headline="今天的头条"), cast)
    assert "晚间突降暴雨" in readers.get(f"/front/{first.slug}/").text


def test_corrected_before_it_is_printed_the_edition_takes_the_right_words_and_print_owes_nothing(readers, cast):
    article = online(cast, body="<p>雨量八十毫米。</p>")
    edition = placed(article, cast)
    article = corrected(article, cast, body="<p>雨量六十毫米。</p>", notice="雨量应为六十毫米。")
    assert any("changed after it was placed" in sentence for sentence in obstacles(edition))
    workflow.renew(
        Placement.objects.select_related("page__edition", "article").get(article=article), by=cast.page_designer
    )
    assert corrections.due() == []
    publishing.publish(Edition.objects.get(pk=edition.pk), by=cast.chief_editor)
    assert corrections.due() == []
    page = readers.get(f"/article/{article.pk}/").text
    assert "六十毫米" in page
    assert "雨量应为六十毫米" in page
    corrected(article, cast, body="<p>雨量五十毫米。</p>", notice="雨量应为五十毫米。")
    assert [one.correction.notice for one in corrections.due()] == ["雨量应为五十毫米。"]


def test_news_that_goes_on_get_newer_words_and_the_hour_but_no_notice_of_an_error(readers, cast):
    article = online(cast, body="<p>雨还在下。</p>")
    versions = article.versions.count()
    corrected(article, cast, Correction.Kind.UPDATE, body="<p>雨停了，积水在退。</p>", notice="雨停。")
    page = readers.get(f"/article/{article.pk}/").text
    assert "雨停了，积水在退。" in page
    assert "更新于" in page
    assert "更正" not in page.partition('id="main"')[2].partition("</main>")[0]
    assert "雨停。" not in readers.get("/corrections/").text
    public = PublishedArticle.objects.get(pk=article.pk)
    assert (public.corrected_at, public.updated_at > public.published_at) == (None, True)
    assert article.versions.count() == versions + 1
    # What was wrong before stays told, whatever is new.
    corrected(Article.objects.get(pk=article.pk), cast, body="<p>雨停了，积水已退。</p>", notice="积水当时已退。")
    corrected(Article.objects.get(pk=article.pk), cast, Correction.Kind.UPDATE, body="<p>路通了。</p>", notice="通车。")
    assert "积水当时已退。" in readers.get(f"/article/{article.pk}/").text
    edition = placed(Article.objects.get(pk=article.pk), cast)
    publishing.publish(edition, by=cast.chief_editor)
    assert corrections.due() == []


def test_what_was_printed_is_put_right_by_a_correction_and_not_by_an_update(readers, cast, signed_in):
    printed = bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    with pytest.raises(Refused, match="put right by a correction"):
        checked(printed, cast, kind=Correction.Kind.UPDATE)
    article = online(cast)
    with pytest.raises(Refused, match="A typo is an error"):
        checked(article, cast, kind=Correction.Kind.UPDATE, is_typo=True)
    same = {name: getattr(article, name) for name in Correction.TEXT_FIELDS}
    update = checked(article, cast, {**same, "notice": "有进展。"}, kind=Correction.Kind.UPDATE)
    publishing.publish(placed(article, cast), by=cast.chief_editor)
    with pytest.raises(Refused, match="put right by a correction"):
        article_publishing.correct(update, by=cast.chief_editor, seen_revision=update.revision)
    for one, offered in ((printed, False), (online(cast, "雷电预警"), True)):
        page = signed_in("section_head").get(f"/admin/articles/article/{one.pk}/change/").content.decode()
        assert ('value="update"' in page) is offered


def test_withdrawn_and_given_back_an_update_is_no_correction(readers, cast):
    article = corrected(online(cast), cast, Correction.Kind.UPDATE, body="<p>雨停了。</p>", notice="雨停。")
    article_publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    article_publishing.overturn(Withdrawal.objects.get(), by=cast.section_head, reason="属实")
    assert PublishedArticle.objects.get(pk=article.pk).corrected_at is None


def test_the_desk_says_of_an_article_that_is_only_online_that_it_is_corrected_and_not_that_it_was_printed(cast):
    article = online(cast)
    assert "on the website" in (refusal_to_edit(cast.reporter, article) or "")
    printed = bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    assert "as it was printed" in (refusal_to_edit(cast.reporter, printed) or "")


def test_a_paper_without_an_edition_shows_its_news_and_leads_nowhere_that_is_not_there(cast, signed_in):
    reader = Client(headers={"accept-language": "zh-hans"})
    house = {"name": "云岫日报", "next_total_number": 1, "proof_rounds": 1, "counts_supplements": "on"}
    signed_in("chief_editor").post("/admin/editions/publication/add/", house)
    online(cast, "晚间突降暴雨")
    page = reader.get("/").text
    assert "晚间突降暴雨" in page
    assert 'class="nameplate"' in page
    assert "云岫日报" in page
    for address in set(re.findall(r'href="(/[^"#?]*)"', page)) - set(re.findall(r'href="(/static/[^"]*)"', page)):
        assert reader.get(address).status_code == 200, address


def test_an_article_can_be_kept_to_the_website_and_be_wanted_in_print_after_all(readers, cast):
    article = online(cast)
    edition = placed(article, cast)
    article = take("keep_online", article, cast.section_head)
    assert obstacles(edition) == ["A01 “晚间突降暴雨” is kept to the website. Take it off, or have it printed too."]
    workflow.remove(Placement.objects.select_related("page__edition").get(article=article), by=cast.page_designer)
    assert article not in tray.tray(cast.page_designer)
    take("want_in_print", article, cast.section_head)
    assert article in tray.tray(cast.page_designer)


def test_withdrawn_it_leaves_a_notice_and_keeps_its_edition_back(readers, cast):
    article = online(cast)
    edition = placed(article, cast)
    article_publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    assert readers.get(f"/article/{article.pk}/").status_code == 410
    assert "晚间突降暴雨" not in readers.get("/").text
    assert not any(article.headline in row.headline for row in tray.tray(cast.page_designer))
    with translation.override("en"):
        assert obstacles(edition) == ["A01 “晚间突降暴雨” is not approved: it is “Withdrawn”."]
    with pytest.raises(publishing.NotReady):
        publishing.publish(edition, by=cast.chief_editor)


def test_an_approved_article_that_is_placed_already_may_go_online_first(readers, cast):
    article = approved(cast)
    edition = placed(article, cast)
    article_publishing.publish_online(article, by=cast.chief_editor)
    publishing.publish(edition, by=cast.chief_editor)
    assert Article.objects.get(pk=article.pk).online_first == OnlineFirst.PRINTED


def test_an_edition_is_not_published_around_what_waits_for_print_even_by_raw_sql(readers, cast):
    edition = placed(online(cast), cast)
    with pytest.raises((IntegrityError, InternalError), match="whole or not at all"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(
            state="published", published_at=database_now(), published_by=cast.chief_editor
        )


# -- several at once, on real connections ------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_online_twice_and_with_its_edition_at_once_readers_get_it_once(cast):
    article = approved(cast)
    edition = placed(article, cast)
    results = at_once(
        lambda: article_publishing.publish_online(Article.objects.get(pk=article.pk), by=cast.chief_editor),
        lambda: article_publishing.publish_online(Article.objects.get(pk=article.pk), by=cast.chief_editor),
        lambda: publishing.publish(Edition.objects.get(pk=edition.pk), by=cast.chief_editor),
    )
    assert [type(one).__name__ for one in results] == ["Article", "Article", "Edition"]
    article.refresh_from_db()
    assert article.state == State.PUBLISHED
    assert article.online_first in {"", OnlineFirst.PRINTED}
    assert article.changes.filter(verb__in=["publish", "publish_online"]).count() == 1
    assert PublishedArticle.objects.get(pk=article.pk).appearances.count() == 1


@pytest.mark.django_db(transaction=True)
def test_withdrawn_at_the_moment_its_edition_is_published_it_is_gone_either_way(cast):
    article = online(cast)
    edition = placed(article, cast)
    at_once(
        lambda: article_publishing.withdraw(
            Article.objects.get(pk=article.pk), by=cast.chief_editor, reason="失实", notice="本文已撤回。"
        ),
        lambda: publishing.publish(Edition.objects.get(pk=edition.pk), by=cast.chief_editor),
    )
    assert PublishedArticle.objects.get(pk=article.pk).is_withdrawn
    assert Article.objects.get(pk=article.pk).state == State.WITHDRAWN
