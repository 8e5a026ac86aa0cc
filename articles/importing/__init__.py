"""How articles of earlier years come in: cleaned and checked like all others, published as they appeared.

Nobody's reviews are invented: such an article has one version, of its own kind, and a record that says who brought it
in, when and from what. `editions/importing.py` brings in the pages they stood on, and takes both through the door.
`copies` says what an article is that comes in, `checking` what keeps it out, `readying` does what needs no row of the
paper, `entering` puts it on the desk.
"""

from articles.importing.copies import Entered, ImportedArticle, ImportedByline, Outcome, Ready
from articles.importing.entering import begin, enter
from articles.importing.readying import ready

__all__ = ["Entered", "ImportedArticle", "ImportedByline", "Outcome", "Ready", "begin", "enter", "ready"]
