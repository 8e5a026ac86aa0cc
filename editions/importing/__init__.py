"""How issues of earlier years come in: their articles, the pages on which these stood, and all of it through the door.

`bring_in` takes a batch and is one transaction; the same articles again change nothing. So whoever was interrupted
begins once more from the start. `readied` gets the next batch ready while one is brought in.

`copies` says what comes in, `checking` which places there cannot be, `shelving` puts issues on the desk's shelf.
"""

from articles.importing import ImportedArticle, ImportedByline, begin
from editions.importing.bringing import bring_in, readied
from editions.importing.copies import Imported, ImportedPlace, Outcome, ReadyToComeIn

__all__ = [
    "Imported",
    "ImportedArticle",
    "ImportedByline",
    "ImportedPlace",
    "Outcome",
    "ReadyToComeIn",
    "begin",
    "bring_in",
    "readied",
]
