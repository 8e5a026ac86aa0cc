"""Every model of people, by noun: who signs in, whose name is printed, and what was done to an account."""

from authors.models.account import AccountEvent, RoleRequest
from authors.models.author import Author, AuthorQuerySet
from authors.models.user import Role, User, UserManager

__all__ = ["AccountEvent", "Author", "AuthorQuerySet", "Role", "RoleRequest", "User", "UserManager"]
