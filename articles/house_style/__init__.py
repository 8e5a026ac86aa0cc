"""The house style: what it has to say of a text. `checking` knows no database, `house` the rules of this house."""

from articles.house_style.checking import check
from articles.house_style.house import blocking, of_the_house, remarks_on
from articles.house_style.remark import Remark
from articles.house_style.rules import RULES, HouseStyle
from articles.house_style.words import Word, WordList

__all__ = ["RULES", "HouseStyle", "Remark", "Word", "WordList", "blocking", "check", "of_the_house", "remarks_on"]
