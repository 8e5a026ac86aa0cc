"""Giving a version a name."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import policy
from articles.models import Checkpoint, Version
from articles.policy import checkpoints as checkpoint_policy
from articles.richtext import check_text_line
from articles.workflow.rows import Refused
from authors.models import User


@transaction.atomic
def name_version(version: Version, name: str, *, by: User) -> Checkpoint:
    """Name a version for good; the same name again is the same checkpoint. Raises `Refused` with a sentence."""
    if not policy.can_see(by, version.article):
        raise Refused(_("There is no such article."))
    if not checkpoint_policy.may_name(by, version.article):
        raise Refused(_("Its editors and whoever writes it name the versions of an article."))
    name = check_text_line(name)
    if not name or len(name) > Checkpoint.LONGEST:
        raise Refused(_("The name of a version has 1 to %(most)s characters.") % {"most": Checkpoint.LONGEST})
    known = Checkpoint.objects.filter(version=version, name=name)
    try:
        with transaction.atomic():
            return known.first() or Checkpoint.objects.create(version=version, name=name, by=by)
    except IntegrityError:  # pressed twice at once
        return known.get()
