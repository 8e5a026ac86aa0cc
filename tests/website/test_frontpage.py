"""Today's paper: what stands where on the front page."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.website.factories import make_article, make_page, make_published_edition, picture
from website import intake
from website.frontpage import compose
from website.intake import CorrectionCopy
from website.models import PublishedEdition

pytestmark = pytest.mark.django_db


def front_of(*pages):
    make_published_edition(pages=pages)
    return compose(PublishedEdition.objects.with_contents().get())


def test_the_first_article_of_page_one_leads():
    front = front_of(make_page("A01", make_article(headline="头条"), make_article(headline="二条")))
    assert front.lead.headline == "头条"
    assert [article.headline for article in front.beside_lead] == ["二条"]


def test_opinion_and_photo_stories_have_places_of_their_own():
    front = front_of(
        make_page(),
        make_page("A02", make_article(genre="opinion"), name="评论"),
        make_page("A03", make_article(genre="photo_story"), make_article(headline="短讯"), name="影像"),
    )
    assert len(front.opinions) == len(front.photo_stories) == 1
    assert [block.page.label for block in front.blocks] == ["A03"]
    assert [article.headline for article in front.blocks[0].articles] == ["短讯"]


def test_an_article_that_jumps_to_another_page_is_shown_once():
    jumping = make_article(headline="下转第二版")
    front = front_of(make_page("A01", jumping), make_page("A02", jumping, make_article(headline="别的")))
    assert [article.headline for article in front.blocks[0].articles] == ["别的"]


def test_readers_find_the_latest_edition_at_the_front(client):
    make_published_edition(date="2025-10-16", articles=[make_article(headline="昨天的")])
    make_published_edition(articles=[make_article(headline="老街坊 新日子", pictures=(picture(),))])
    page = client.get("/").content.decode()
    assert "2025年10月17日 星期五" in page
    assert '<span class="part">老街坊</span> <span class="part">新日子</span>' in page
    assert "昨天的" not in page
    assert "/epaper/2025-10-16/" in page


def test_the_evening_edition_follows_the_morning_edition(client):
    make_published_edition(number_in_day=2, articles=[make_article(headline="号外")])
    make_published_edition(articles=[make_article(headline="早上的")])
    assert "号外" in client.get("/").content.decode()


def test_before_the_first_edition_the_front_page_says_so_kindly(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "website/before_first_edition.html" in [template.name for template in response.templates]
    assert client.get(reverse("website:epaper")).status_code == 404
    assert client.get(reverse("website:latest_calendar")).status_code == 404
    assert client.get(reverse("website:about")).status_code == 404


def test_the_front_page_of_an_earlier_day_can_be_read_again(client):
    make_published_edition(date="2025-10-15", articles=[make_article(headline="前天的")])
    make_published_edition(date="2025-10-16", articles=[make_article(headline="昨天的")])
    make_published_edition(articles=[make_article(headline="今天的")])
    assert 'href="/front/2025-10-16/"' in client.get("/").content.decode()
    page = client.get("/front/2025-10-16/").content.decode()
    assert "昨天的" in page
    assert "今天的" not in page
    assert 'rel="prev" href="/front/2025-10-15/"' in page
    assert 'rel="next" href="/front/2025-10-17/"' in page
    assert '<link rel="canonical" href="http://testserver/front/2025-10-16/">' in page
    assert client.get("/front/2025-10-17/")["Location"] == "/"
    assert client.get("/front/2025-10-14/").status_code == 404


def test_the_front_page_leads_to_how_it_stood_before_it_was_arranged_anew(client):
    make_published_edition(articles=[make_article(id=71), make_article(id=72)])
    edition = PublishedEdition.objects.get()
    assert "首页</a>" not in client.get("/").text
    for number, before in ((1, 0), (4, 1)):
        with transaction.atomic():
            intake.accept_front(intake.FrontCopy(edition.pk, number, ()))
        arranged = timezone.localtime(edition.arrangements.get(number=number).at)
        moment = f"{arranged.month}月{arranged.day}日 {arranged:%H:%M}"
        assert f'<a href="/front/2025-10-17/{before}/">看{moment}以前的首页</a>' in client.get("/").text
        earlier = client.get(f"/front/2025-10-17/{before}/")
        assert earlier.status_code == 200
        assert "以前的首页" not in earlier.text


def test_the_front_page_tells_of_the_corrections_of_its_week(client):
    at = datetime(2025, 10, 16, 22, tzinfo=UTC)
    make_published_edition(articles=[make_article(id=71), make_article(id=72)], published_at=at)
    for number, day in ((71, 1), (72, 18)):
        correction = CorrectionCopy(
            id=number, kind="self", notice=f"更正{number}。", at=datetime(2025, 10, day, tzinfo=UTC)
        )
        with transaction.atomic():
            intake.correct_article(make_article(id=number), correction)
    assert "更正72。" in client.get("/").content.decode()
    assert "更正71。" not in client.get("/").content.decode()
    make_published_edition(date="2025-10-18", published_at=datetime(2025, 10, 17, 22, tzinfo=UTC))
    # That day nobody knew of it yet.
    assert "更正72。" not in client.get("/front/2025-10-17/").content.decode()
