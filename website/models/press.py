"""What the press goes by: the outbox of what must follow from a publication, and its sign of life."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

# Who writes into the outbox calls here; every process that keeps pages listens.
CHANNEL = "newsroom_outbox"


class ThisTransaction(models.Func):
    """The number of the transaction that writes a row, in PostgreSQL's own counting."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()


class OutboxEvent(models.Model):
    """Something that follows from a publication and must happen, however the machine dies: the press does it."""

    class Kind(models.TextChoices):
        EDITION_PUBLISHED = "edition_published", _("Edition published")
        EDITION_REISSUED = "edition_reissued", _("Edition issued again")
        FRONT_ARRANGED = "front_arranged", _("Front page arranged by hand")
        PAGE_DRAWN = "page_drawn", _("Page picture drawn")
        ISSUE_PDF_MADE = "issue_pdf_made", _("PDF of the issue made")
        ARTICLE_PUBLISHED = "article_published", _("Article published on its own")
        ARTICLE_WITHDRAWN = "article_withdrawn", _("Article withdrawn")
        ARTICLE_CORRECTED = "article_corrected", _("Article corrected")
        ARTICLE_READMITTED = "article_readmitted", _("Article published again")
        ARCHIVE_IMPORTED = "archive_imported", _("Earlier articles brought in")
        PICTURES_COMPLETED = "pictures_completed", _("Pictures offered in more formats")
        TOPIC_CHANGED = "topic_changed", _("Topic changed")
        FEEDS_OF_EDITION = "feeds_of_edition", _("Feeds changed by an edition")
        FEEDS_OF_ARTICLE = "feeds_of_article", _("Feeds changed by an article")
        FEEDS_OF_TOPIC = "feeds_of_topic", _("Feed of a topic changed")

    # What is told to others, or leaves a page that somebody has kept as right as before.
    TOLD_ONLY = (Kind.FEEDS_OF_EDITION, Kind.FEEDS_OF_ARTICLE, Kind.FEEDS_OF_TOPIC, Kind.PICTURES_COMPLETED)
    # The same for those who ask in SQL whether the record has changed.
    CHANGES_THE_RECORD = "kind NOT IN (" + ", ".join(f"'{kind.value}'" for kind in TOLD_ONLY) + ")"

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    # Numbers are given before a transaction is completed: who reads along goes by this, or he passes one over.
    written_by = models.BigIntegerField(db_default=ThisTransaction(), db_index=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="website_outbox_waiting",
                condition=models.Q(done_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.key


class PressHeartbeat(models.Model):
    """When the press was last seen alive: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="website_one_heartbeat")]

    def __str__(self) -> str:
        return self.at.isoformat()
