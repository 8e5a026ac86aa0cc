"""The admin of articles: declarations, a module for each noun; the rules are in the policy and the workflow."""

from articles.admin.article import ArticleAdmin
from articles.admin.house import HouseAdmin, ReviewStageAdmin, SectionAdmin, SeriesAdmin
from articles.admin.notice import NoticeAdmin
from articles.admin.style import StyleRuleAdmin, StyleWordAdmin
from articles.admin.topic import TopicAdmin

__all__ = [
    "ArticleAdmin",
    "HouseAdmin",
    "NoticeAdmin",
    "ReviewStageAdmin",
    "SectionAdmin",
    "SeriesAdmin",
    "StyleRuleAdmin",
    "StyleWordAdmin",
    "TopicAdmin",
]
