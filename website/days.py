"""The days readers and programs ask for, as moments of the paper's clock."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    """When a day begins in the paper's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
