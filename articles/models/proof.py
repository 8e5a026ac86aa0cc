"""The proof: a proofreader's word that he has read an approved version and found no errors."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.history import Version
from articles.models.stages import FINAL
from authors.models import User

# After these the words of the final review still stand as they were: nobody else has reviewed them again.
SMALLER_THAN_A_REVIEW = (Version.Kind.RECALL, Version.Kind.TYPO)


class ProofMarkQuerySet(models.QuerySet["ProofMark"]):
    def of_current_versions(self) -> Self:
        return self.filter(version=models.F("article__current_version"))


class ProofMark(models.Model):
    """“Read, no errors”: one person's sign under one version. Rows are never changed."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="proof_marks")
    version = models.ForeignKey(Version, models.PROTECT, related_name="proof_marks")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), db_default=Now())

    objects = ProofMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof mark")
        verbose_name_plural = _("proof marks")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "by"], name="articles_proof_once_a_person")]

    def __str__(self) -> str:
        return str(self.by)


def final_edit_unproved(article: str = "pk") -> Exists:
    """The condition “changed inside the final review and not proof-read since”, for queries over articles.

    `article` is where the outer query has the article's number. `newsroom_needs_proof` in migration 0008 says the same.
    """
    versions = Version.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    reviewed_since = Exists(versions.exclude(kind__in=SMALLER_THAN_A_REVIEW))
    proved_since = Exists(
        ProofMark.objects.filter(article=OuterRef("article"), version__number__gte=OuterRef("number"))
    )
    edited = Version.objects.filter(article=OuterRef(article), kind=Version.Kind.REVIEW, stage=FINAL)
    return Exists(edited.filter(~reviewed_since, ~proved_since))
