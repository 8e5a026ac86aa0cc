"""Quantities in running text: a number with its scale (万, 亿) and its unit, and how exact it means to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SCALES = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
# What one unit is of another that measures the same.
SIZES = {
    "公里": ("m", 1000.0), "千米": ("m", 1000.0), "米": ("m", 1.0), "厘米": ("m", 0.01), "毫米": ("m", 0.001),
    "吨": ("kg", 1000.0), "公斤": ("kg", 1.0), "千克": ("kg", 1.0), "克": ("kg", 0.001),
    "公顷": ("m2", 10000.0), "亩": ("m2", 10000 / 15), "平方公里": ("m2", 1e6), "平方米": ("m2", 1.0),
    "升": ("l", 1.0), "毫升": ("l", 0.001), "千瓦时": ("kWh", 1.0), "度": ("kWh", 1.0),
}  # fmt: skip
# The longest first, so that none is found inside another.
UNIT = (
    "平方公里|立方米|平方米|千瓦时|千米|日元|公顷|班次|欧元|千克|港元|公里|毫米|公斤|人次|车次|架次|厘米|美元|毫升|岁|篇|副|笔|棵|张|只|人|票|把|户|度"
    "|类|场|间|个|名|栋|所|页|分|例|米|座|对|双|次|支|趟|盏|颗|队|家|辆|升|块|扇|批|吨|尾|种|箱|位|台|斤|份|床|套|株|款|克|处|条|本|层|元"
    "|项|根|亩|头|幅|件|宗|幢|片|起|册|袋|枚|组|艘"
)
NUMBER = r"(?<![\d.,，])(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.\d{1,6})?(?![\d.]\d)"
_SCALE = "万亿|千万|百万|亿|万"
# 几, 多 and 余 behind the number, 约 and its like before it: not exact.
_VAGUE_BEFORE = "约近超逾达足数第每满过"
QUANTITY = re.compile(
    rf"(?P<number>{NUMBER})(?P<more>[多余来几]?)(?P<scale>{_SCALE})?(?P<more2>[多余]?)(?P<unit>{UNIT}|%|％)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a line. `value` is in units of `unit`; `slack` is half of its last place, either way."""

    start: int
    end: int
    value: float
    slack: float
    scale: str
    unit: str
    is_vague: bool

    @property
    def in_size(self) -> tuple[str, float, float]:
        """What it measures, its value and its slack in the common unit of that."""
        dimension, size = SIZES.get(self.unit, (self.unit, 1.0))
        return dimension, self.value * size, self.slack * size


def quantity(match: re.Match[str], text: str) -> Quantity:
    """The quantity of a match of QUANTITY in this text."""
    digits = match["number"].replace(",", "")
    places = len(digits.partition(".")[2])
    factor = SCALES[match["scale"] or ""]
    before = text[max(match.start() - 2, 0) : match.start()]
    vague = bool(match["more"] or match["more2"]) or any(letter in _VAGUE_BEFORE for letter in before[-1:])
    return Quantity(
        start=match.start(),
        end=match.end(),
        value=float(digits) * factor,
        slack=0.5 * 10.0**-places * factor if match["scale"] or places else 0.0,
        scale=match["scale"] or "",
        unit=match["unit"].replace("％", "%"),
        is_vague=vague or before in {"大约", "接近", "至少", "不到", "将近", "左右"},
    )


def quantities(text: str) -> Iterator[Quantity]:
    for match in QUANTITY.finditer(text):
        yield quantity(match, text)


def written(value: float) -> str:
    """A figure for a sentence: no trailing zeros, no exponent."""
    return f"{value:.4f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:.3g}"
