"""The credit of a photo as readers get it: on the page, in its PDF and on the website."""

from __future__ import annotations

import re

from django.conf import settings

# 沈知遥, or two of them; what is longer may be a house, and a house does not press the button itself.
_NAME = r"[\u4e00-\u9fff]{2,3}"
_NAMES = re.compile(rf"{_NAME}(?:[、，, \u3000]{_NAME})*")
# What says already who or what it is: 摄影 邱岚, 通讯员 邱岚; and by its end 新华社, 人民网, 资料图, 市档案馆, 邱岚摄.
_SAYS_MORE = re.compile(r"摄影|记者|通讯员|本报|[社网报图摄绘画台馆局部组室司供刊](?:$|[、，, \u3000])")


def printed(credit: str) -> str:
    """The credit with 摄 behind it where a Chinese paper has nothing but a person's name; any other as it is."""
    name = credit.strip()
    if not settings.LANGUAGE_CODE.startswith("zh") or not _NAMES.fullmatch(name) or _SAYS_MORE.search(name):
        return credit
    return f"{name} 摄"
