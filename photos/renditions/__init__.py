"""Renditions: what the darkroom makes from a photo, kept privately until publication, and the public files."""

from photos.renditions.making import PARTS, Progress, Workbench, make, make_all, order_again, progress, waiting
from photos.renditions.private import PrintFile, failure_of, preview, print_file
from photos.renditions.public import (
    NotMade,
    PublicFiles,
    Shown,
    complete_public,
    ensure_public,
    file_name,
    make_missing,
    public_files,
    remove_public,
    token_of,
)
from photos.renditions.recipe import plan_of, recipe_of

__all__ = [
    "PARTS",
    "NotMade",
    "PrintFile",
    "Progress",
    "PublicFiles",
    "Shown",
    "Workbench",
    "complete_public",
    "ensure_public",
    "failure_of",
    "file_name",
    "make",
    "make_all",
    "make_missing",
    "order_again",
    "plan_of",
    "preview",
    "print_file",
    "progress",
    "public_files",
    "recipe_of",
    "remove_public",
    "token_of",
    "waiting",
]
