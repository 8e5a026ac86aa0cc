"""How large the PDF of a page or of an advertisement may be, and how much of the machine may be spent on one."""

from __future__ import annotations

MAX_BYTES = 80 * 1024 * 1024
MAX_PAGES = 400
# A page of a newspaper is between a pocket format and a spread of two broadsheets.
MIN_SIDE_MM = 100
MAX_SIDE_MM = 1300
MAX_RATIO = 4

# An advertisement is between a strip among the classifieds and a whole page.
ADVERT_BYTES = 40 * 1024 * 1024
ADVERT_SIDE_MM = 15
ADVERT_RATIO = 15
# It is printed as a picture, as fine as newsprint can show; a whole page of a broadsheet has 250 dots per inch.
PRINT_DPI = 300
PRINT_PIXELS = 16_000_000

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
