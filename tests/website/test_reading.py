"""An article's text with its dateline, credits and pictures woven in."""

import pytest
from django.utils import translation

from tests.website.factories import (
    QIU_LAN,
    RUOMEI,
    XIAOMAN,
    ZHIYAO,
    byline,
    make_article,
    make_published_edition,
    picture,
)
from website.models import PublishedArticle
from website.reading import blocks_of, lay_out

pytestmark = pytest.mark.django_db


def laid_out(**article):
    copy = make_article(**article)
    make_published_edition(articles=[copy])
    return lay_out(PublishedArticle.objects.get(pk=copy.id))


def text_of(reading):
    """The text without the links around names."""
    html = "".join(block.html or "[图]" for block in reading.blocks)
    while "<a " in html:
        start = html.index("<a ")
        html = html[:start] + html[html.index(">", start) + 1 :]
    return html.replace("</a>", "").replace("\n", "")


def test_a_reporters_name_stands_in_the_dateline_of_the_first_paragraph():
    reading = laid_out()
    assert text_of(reading).startswith('<p><b class="dateline">本报讯（记者 沈知遥）</b>东湖水位回落。</p>')


def test_two_reporters_share_one_title():
    reading = laid_out(bylines=(byline(ZHIYAO), byline(XIAOMAN)))
    assert "（记者 沈知遥 顾小满）" in text_of(reading)


def test_a_correspondent_is_named_after_the_reporter_with_a_title_of_his_own():
    reading = laid_out(bylines=(byline(RUOMEI), byline("江照野", "correspondent")))
    assert "本报讯（记者 柳若眉 通讯员 江照野）" in text_of(reading)


def test_a_photo_reporter_signs_for_words_and_pictures_together():
    reading = laid_out(bylines=(byline(QIU_LAN, "photo_reporter"),))
    assert "本报讯（记者 邱岚 摄影报道）" in text_of(reading)


def test_who_wrote_and_photographed_is_named_before_both():
    reading = laid_out(bylines=(byline(ZHIYAO, "text_and_photo", "title"),), dateline="")
    assert reading.credits_under_headline.endswith("沈知遥</a> 文/图")
    assert "沈知遥" not in text_of(reading)


def test_a_name_at_the_tail_ends_the_last_paragraph():
    reading = laid_out(bylines=(byline(ZHIYAO, position="tail"),))
    assert text_of(reading).endswith('渡船明天开航。<span class="signature">（记者 沈知遥）</span></p>')


def test_a_name_at_the_tail_of_a_list_stands_by_itself():
    reading = laid_out(body="<p>热点:</p><ol><li>供暖</li></ol>", bylines=(byline(ZHIYAO, position="tail"),))
    assert text_of(reading).endswith('<p class="signed"><span class="signature">（记者 沈知遥）</span></p>')


def test_a_text_that_begins_with_a_subhead_keeps_its_dateline():
    reading = laid_out(body="<h2>先听后画</h2><p>正文。</p>")
    assert text_of(reading).startswith('<p><b class="dateline">本报讯（记者 沈知遥）</b></p><h2>')


def test_an_unsigned_article_without_dateline_is_left_alone():
    reading = laid_out(dateline="", bylines=())
    assert text_of(reading) == "<p>东湖水位回落。</p><p>渡船明天开航。</p>"


def test_an_author_has_a_page_and_a_guest_has_none():
    reading = laid_out(bylines=(byline(ZHIYAO), byline("江照野", "correspondent")))
    first = reading.blocks[0].html
    assert '<a href="/author/shen-zhiyao/" rel="author">沈知遥</a>' in first
    assert "江照野</a>" not in first


def test_a_name_cannot_bring_markup_along():
    reading = laid_out(bylines=(byline("<b>江</b>"),), dateline="<i>本报讯")
    assert "&lt;b&gt;江&lt;/b&gt;" in reading.blocks[0].html
    assert "&lt;i&gt;本报讯" in reading.blocks[0].html


def test_an_english_paper_names_its_reporters_under_the_headline():
    with translation.override("en"):
        reading = laid_out(
            dateline="YUNXIU",
            body="<p>The lake has fallen.</p>",
            bylines=(byline("Shen Zhiyao"), byline("Gu Xiaoman"), byline("Qiu Lan", "photographer")),
        )
    assert reading.credits_under_headline == "By Shen Zhiyao and Gu Xiaoman; photographs by Qiu Lan"
    assert text_of(reading) == '<p><b class="dateline">YUNXIU —</b> The lake has fallen.</p>'


@pytest.mark.parametrize(
    ("people", "line"),
    [
        ((("Shen Zhiyao", "chief_reporter"),), "By Shen Zhiyao, chief reporter"),
        ((("Wen Yue", "reporter"), ("Bai Yu", "trainee")), "By Wen Yue and Bai Yu (trainee)"),
        ((("Qiu Lan", "photo_reporter"), ("Bai Yu", "trainee")), "Text and photographs by Qiu Lan; by Bai Yu, trainee"),
    ],
)
def test_an_english_paper_names_everybody_in_one_sentence(people, line):
    with translation.override("en"):
        reading = laid_out(bylines=[byline(name, role) for name, role in people])
    assert reading.credits_under_headline == line


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (0, "[图]<p>一</p><h2>题</h2><p>二</p>"),
        (1, "<p>一</p>[图]<h2>题</h2><p>二</p>"),
        (2, "<p>一</p><h2>题</h2><p>二</p>[图]"),
        (9, "<p>一</p><h2>题</h2><p>二</p>[图]"),
    ],
)
def test_a_picture_stands_behind_the_paragraph_it_names(after, expected):
    reading = laid_out(dateline="", bylines=(), body="<p>一</p><h2>题</h2><p>二</p>", pictures=(picture(after),))
    assert text_of(reading) == expected


def test_pictures_at_one_place_keep_their_order():
    reading = laid_out(pictures=(picture(1, caption="先"), picture(1, caption="后"), picture(0)))
    captions = [block.picture.caption for block in reading.blocks if block.picture]
    assert captions == ["傍晚的桂花里。", "先", "后"]


def test_a_photo_storys_pictures_stand_together_above_its_text():
    reading = laid_out(genre="photo_story", pictures=(picture(2, caption="先"), picture(0, caption="后")))
    assert [one.caption for one in reading.gallery] == ["先", "后"]
    assert not any(block.picture for block in reading.blocks)


def test_a_text_is_cut_between_its_outermost_elements_only():
    body = (
        '<p>一<br>二 &amp; 三&nbsp;<a href="https://a.example/?b=1&amp;c=2">四</a></p>\n'
        "<ul><li><p>五</p></li></ul><hr><blockquote><p>六</p></blockquote>"
    )
    assert blocks_of(body) == [
        '<p>一<br>二 &amp; 三&nbsp;<a href="https://a.example/?b=1&amp;c=2">四</a></p>',
        "<ul><li><p>五</p></li></ul>",
        "<hr>",
        "<blockquote><p>六</p></blockquote>",
    ]


def test_loose_words_between_paragraphs_become_one():
    assert blocks_of("<strong>一</strong>二<p>三</p>四") == [
        "<p><strong>一</strong>二</p>",
        "<p>三</p>",
        "<p>四</p>",
    ]


def test_no_text_is_no_block():
    assert blocks_of(" \n ") == []
