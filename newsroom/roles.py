"""The groups every installation has, one for each role; whoever is in a group holds the role."""

from __future__ import annotations

from django.contrib.auth.models import Group

from authors.models import Role


def ensure_groups() -> dict[str, Group]:
    """Make the groups that are missing; answers with all of them by name. What each may do stands in the policies."""
    groups = {group.name: group for group in Group.objects.filter(name__in=Role.values)}
    for role in Role:
        if role.value not in groups:
            groups[role.value] = Group.objects.get_or_create(name=role.value)[0]
    return groups
