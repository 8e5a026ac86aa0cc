"""Who an account is, for Django: by name and password at the sign-in, by number at every request after it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef
from django_otp.plugins.otp_totp.models import TOTPDevice

from authors.models import User


class DeskBackend(ModelBackend):
    """Django's own, which tells with the person whether he has a second factor: one question less per page."""

    def get_user(self, user_id: Any) -> User | None:
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        user = User.objects.annotate(has_second_factor=Exists(devices)).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
