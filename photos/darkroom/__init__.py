"""The darkroom: everything that touches the bytes of an uploaded picture, in a child process of its own.

The child imports this package too, so nothing in it loads Django before it is needed.
"""

from photos.darkroom.counter import develop, examine
from photos.darkroom.engraving import Engraving
from photos.darkroom.orders import Developed, Examined, Print
from photos.darkroom.refusals import Busy, Unreadable
from photos.darkroom.slots import seat
from photos.darkroom.words import Words

__all__ = ["Busy", "Developed", "Engraving", "Examined", "Print", "Unreadable", "Words", "develop", "examine", "seat"]
