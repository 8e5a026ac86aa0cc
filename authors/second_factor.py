"""The second factor: codes from somebody's telephone, and recovery codes on paper for the day it is lost."""

from __future__ import annotations

import re
import time
import unicodedata
from base64 import b32encode
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import django_otp
import segno
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from authors.models import User

CODES_AT_ONCE = 10
DIGITS, STEP, TOLERANCE = 6, 30, 1


def is_required_of(user: User) -> bool:
    """Whether a role of his demands one."""
    return user.holds(settings.SECOND_FACTOR_ROLES)


def is_set_up_by(user: User) -> bool:
    known: bool | None = getattr(user, "has_second_factor", None)
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists() if known is None else known


def is_owed(request: HttpRequest) -> bool:
    """Whether this person, who has given his password, must still give a code or set one up."""
    user = request.user
    if not isinstance(user, User):
        return False
    if getattr(user, "otp_device", None) is not None:
        return False
    return is_set_up_by(user) or is_required_of(user)


def telephone_of(user: User) -> TOTPDevice | None:
    device: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return device


# -- giving a code ---------------------------------------------------------------------------------------------
def plain_code(typed: str) -> str:
    """A code as it was meant: full-width digits, blanks and hyphens come from keyboards and from paper."""
    return re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", typed)).lower()


def give_code(user: User, typed: str) -> Any | None:
    """The device that took the code, once and for all; None if none did, or too many were wrong."""
    code = plain_code(typed)
    device = _device_for(user, code)
    return django_otp.verify_token(user, device.persistent_id, code) if device else None


def closed_until(user: User, typed: str) -> datetime | None:
    """When the next code of this kind is looked at, if wrong ones have made that later than now."""
    device = _device_for(user, plain_code(typed))
    if device is None:
        return None
    allowed, why = device.verify_is_allowed()
    until: datetime | None = None if allowed or not why else why.get("locked_until")
    return until


def _device_for(user: User, code: str) -> TOTPDevice | StaticDevice | None:
    """Six digits come from the telephone; only its own guesses count against each device."""
    model = TOTPDevice if re.fullmatch(rf"[0-9]{{{DIGITS}}}", code) else StaticDevice
    device: TOTPDevice | StaticDevice | None = model.objects.filter(user=user, confirmed=True).first()
    return device


def enter(request: HttpRequest, device: Any) -> None:
    """Note in the session that its person gave a code; the session gets a new key, as at the sign-in."""
    request.session.cycle_key()
    django_otp.login(request, device)


# -- setting it up ---------------------------------------------------------------------------------------------
def new_key() -> str:
    """A secret of twenty bytes, in hex."""
    key: str = random_hex(20)
    return key


def key_as_text(key: str) -> str:
    """The secret as a telephone takes it when it is typed: base 32, in groups of four."""
    text = b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def key_as_address(key: str, user: User, paper: str) -> str:
    """The same as the otpauth:// address that goes into the picture; `paper` is how the telephone lists it."""
    issuer = paper.replace(":", " ")
    query = urlencode({"secret": b32encode(bytes.fromhex(key)).decode(), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(user.username)}?{query}"


def picture(address: str) -> SafeString:
    """An address as a QR code: an SVG that stands in the page itself, black on white in any light."""
    return mark_safe(segno.make(address, error="m").svg_inline(scale=4, border=4, svgclass="qr", lineclass=None))


@transaction.atomic
def set_up(user: User, key: str, typed: str) -> TOTPDevice | None:
    """Make the telephone his second factor if it shows the right code, which is thereby used; None otherwise."""
    User.objects.select_for_update().get(pk=user.pk)
    if TOTPDevice.objects.filter(user=user).exists():
        return None
    totp = TOTP(bytes.fromhex(key), STEP, 0, DIGITS, 0)
    totp.time = time.time()
    code = plain_code(typed)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", code) or not totp.verify(int(code), TOLERANCE):
        return None
    device: TOTPDevice = TOTPDevice.objects.create(
        user=user, name="telephone", key=key, confirmed=True, last_t=totp.t(), drift=totp.drift
    )
    return device


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Ten codes that work once each; those he had before work no more."""
    User.objects.select_for_update().get(pk=user.pk)
    device, _made = StaticDevice.objects.get_or_create(user=user, defaults={"name": "paper"})
    device.throttle_reset()
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _number in range(CODES_AT_ONCE)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def recovery_codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


@transaction.atomic
def take_away(user: User) -> bool:
    """Whether there was one; its recovery codes go with it."""
    deleted = [kind.objects.filter(user=user).delete()[0] for kind in (TOTPDevice, StaticDevice)]
    return any(deleted)
