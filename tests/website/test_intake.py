"""The one door into the published record: whole, inside a transaction, and in words both sides share."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import publishing as article_publishing
from articles.models import BylinePosition, BylineRole, Genre, State
from articles.workflow import Refused
from editions.models import EditionKind
from tests.factories import bring_to, make_article, make_photo
from tests.website.factories import edition_copy, make_page, make_published_edition
from tests.website.factories import make_article as make_copy
from website import intake
from website.models import OutboxEvent, PublishedArticle, PublishedByline, PublishedEdition


def test_both_sides_know_the_same_genres_roles_and_positions():
    assert set(EditionKind.values) == set(PublishedEdition.Kind.values)
    assert set(Genre.values) == set(PublishedArticle.Genre.values)
    assert set(BylineRole.values) == set(PublishedByline.Role.values)
    assert set(BylinePosition.values) == set(PublishedByline.Position.values)


@pytest.mark.django_db(transaction=True)
def test_nothing_comes_in_outside_the_transaction_that_publishes():
    with pytest.raises(intake.OutsideTransactionError):
        intake.withdraw_article(1, notice="本文已撤回。")
    assert not OutboxEvent.objects.exists()


def test_a_withdrawal_leaves_no_word_of_the_text(db):
    make_published_edition()
    article = PublishedArticle.objects.exclude(body="").first()
    with transaction.atomic():
        intake.withdraw_article(article.pk, notice="本文已撤回。")
    article.refresh_from_db()
    left = (article.body, article.teaser, article.kicker, article.deck, article.dateline)
    assert left == ("", "", "", "", "")
    assert article.withdrawal_notice == "本文已撤回。"


def test_many_articles_are_entered_in_as_many_statements_as_few(db):
    """Readers wait for no publication, but everybody who withdraws one of its articles does."""
    numbers = []
    for date, many in (("2025-10-16", 2), ("2025-10-17", 2), ("2025-10-18", 30)):
        copy = edition_copy(date=date, pages=(make_page("A01", *(make_copy() for _number in range(many))),))
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            intake.accept_edition(copy)
        numbers.append(len(queries))
    assert numbers[2] == numbers[1]
    assert PublishedArticle.objects.count() == 34


def test_an_article_that_comes_again_keeps_its_first_date_and_its_place(db):
    first, again = make_copy(id=55, headline="渡船明天开航"), make_copy(id=55, headline="渡船后天开航", bylines=())
    make_published_edition(date="2025-10-16", pages=(make_page("A01", make_copy(), first),))
    before = PublishedArticle.objects.get(pk=55)
    make_published_edition(date="2025-10-17", pages=(make_page("A01", again),))
    after = PublishedArticle.objects.get(pk=55)
    assert (after.headline, after.bylines.count()) == ("渡船后天开航", 0)
    assert (after.published_at, after.edition_order) == (before.published_at, 1)


def test_a_photo_without_public_files_never_goes_through_the_door(cast):
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, photo=make_photo(by=cast.photographer)), cast)
    with pytest.raises(Refused, match="再出版一次"):
        article_publishing.copies([article.current_version])
    article_publishing.prepare_photos([article.current_version])
    copy = article_publishing.copies([article.current_version])[article.current_version_id]
    assert len(copy.pictures) == 1
    assert len(copy.pictures[0].base) >= 20
