"""What may happen to a photo: its file arrives piece by piece, it is brought into the library, its words change."""

from authors.text_line import check_text_line as clean_line
from photos.workflow.library import bring_in, change_words, clean_filename, put_in
from photos.workflow.uploading import (
    Crowded,
    Misplaced,
    Refused,
    TooLarge,
    TooMuch,
    append,
    begin,
    drop,
    finish,
    received_of,
)

__all__ = [
    "Crowded",
    "Misplaced",
    "Refused",
    "TooLarge",
    "TooMuch",
    "append",
    "begin",
    "bring_in",
    "change_words",
    "clean_filename",
    "clean_line",
    "drop",
    "finish",
    "put_in",
    "received_of",
]
