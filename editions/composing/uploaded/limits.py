"""How large the PDF of a page may be, and how much of the machine may be spent on one."""

from __future__ import annotations

MAX_BYTES = 80 * 1024 * 1024
MAX_PAGES = 400
# A page of a newspaper is between a pocket format and a spread of two broadsheets.
MIN_SIDE_MM = 100
MAX_SIDE_MM = 1300
MAX_RATIO = 4

# What is kept of a page's text. A broadsheet full of small type has about 15,000 characters.
MAX_CHARACTERS = 60_000
MAX_LINES = 8_000
MAX_LINE_CHARACTERS = 400
MAX_PICTURES = 300
MAX_OBJECTS = 100_000
MAX_FONTS = 40

PATIENCE_SECONDS = 30.0
RUN_SECONDS = 75.0
ANSWER_BYTES = 8 * 1024 * 1024
ADDRESS_SPACE = 1280 * 1024 * 1024
CPU_SECONDS = 60
FILE_BYTES = 128 * 1024 * 1024
