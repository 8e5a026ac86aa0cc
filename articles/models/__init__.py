"""What an article is, and which ones we mean; a module for each noun."""

from articles.models.archive import ArchiveImport
from articles.models.article import Article, ArticleQuerySet, Genre, OnlineFirst, Priority, State, is_work_of
from articles.models.attached import ArticlePhoto, Byline, BylinePosition, BylineRole
from articles.models.checkpoint import Checkpoint
from articles.models.correction import Correction, CorrectionQuerySet, CorrectionState, CorrectionStep
from articles.models.drafting import Autosave, AutosaveQuerySet, Presence
from articles.models.history import (
    Contributor,
    Review,
    StateChange,
    Verdict,
    Version,
    VersionQuerySet,
)
from articles.models.note import Note, NoteQuerySet, Resolution
from articles.models.notice import Notice, NoticeChoice
from articles.models.proof import ProofMark, final_edit_unproved
from articles.models.section import Section, SectionQuerySet, Series
from articles.models.stages import FINAL, FastLane, ReviewRules, ReviewStage, SectionStage
from articles.models.style import StyleRule, StyleSeverity, StyleWord, StyleWordQuerySet
from articles.models.topic import Topic, TopicArticle, TopicGroup
from articles.models.withdrawal import Withdrawal, WithdrawalQuerySet

__all__ = [
    "FINAL",
    "ArchiveImport",
    "Article",
    "ArticlePhoto",
    "ArticleQuerySet",
    "Autosave",
    "AutosaveQuerySet",
    "Byline",
    "BylinePosition",
    "BylineRole",
    "Checkpoint",
    "Contributor",
    "Correction",
    "CorrectionQuerySet",
    "CorrectionState",
    "CorrectionStep",
    "FastLane",
    "Genre",
    "Note",
    "NoteQuerySet",
    "Notice",
    "NoticeChoice",
    "OnlineFirst",
    "Presence",
    "Priority",
    "ProofMark",
    "Resolution",
    "Review",
    "ReviewRules",
    "ReviewStage",
    "Section",
    "SectionQuerySet",
    "SectionStage",
    "Series",
    "State",
    "StateChange",
    "StyleRule",
    "StyleSeverity",
    "StyleWord",
    "StyleWordQuerySet",
    "Topic",
    "TopicArticle",
    "TopicGroup",
    "Verdict",
    "Version",
    "VersionQuerySet",
    "Withdrawal",
    "WithdrawalQuerySet",
    "final_edit_unproved",
    "is_work_of",
]
