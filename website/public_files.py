"""Where the public files of pictures and pages are read: here, or wherever the house keeps them."""

from __future__ import annotations

from django.core.files.storage import FileSystemStorage, storages

from website.models import PublishedPicture


def file_address(name: str) -> str:
    """The address of a public file as our own pages have it."""
    store = storages["public"]
    if isinstance(store, FileSystemStorage):
        # A page names dozens, and the press gives no name that would have to be quoted.
        return f"{store.base_url}{name}"
    return store.url(name)


def whole_address(name: str, root: str) -> str:
    """The same for everybody else, who needs the host too; `root` is ours, "" where it is not asked for."""
    address = file_address(name)
    return address if "://" in address else f"{root}{address}"


def jpeg_of(picture: PublishedPicture, width: int) -> str:
    """The name of the JPEG that is about so wide in pixels: other people's programs read nothing else."""
    files = picture.files("jpg")
    return next((name for name, real in reversed(files) if real <= width), files[0][0])
