"""What Django says beside its pages, written down for nginx: the same headers, whoever hands the page out."""

from __future__ import annotations

from website import cdn
from website.baking.asking import Website
from website.baking.tree import Tree

# The moment of a baked file is made of its content: nobody may take it for a date.
NO_DATE = 'add_header Last-Modified "" always;\n'
# One address of each kind: what is withdrawn answers with the headers of what never was.
SAMPLES = {
    "page": "/",
    "feed": "/feeds/latest.xml",
    "record": "/api/",
    "note": "/robots.txt",
    "script": "/service-worker.js",
    "gone-page": "/article/0/",
    "gone-record": "/api/articles/0/",
}


def write_headers(tree: Tree, website: Website, root: str) -> None:
    """Leave `headers/<kind>.conf` in the tree; nginx reads them when it starts or is reloaded."""
    for kind, address in SAMPLES.items():
        said = website.ask(address).headers
        lines = [f"add_header {name} {_quoted(value, root + address, root)} always;\n" for name, value in said.items()]
        # What went wrong is nothing to keep; of what is gone the answer is.
        ending = " always" if kind.startswith("gone") else ""
        lines += [f'add_header {name} "{value}"{ending};\n' for name, value in cdn.headers()]
        tree.write_beside(f"headers/{kind}.conf", "".join([*lines, NO_DATE]).encode())


def _quoted(value: str, own_address: str, root: str) -> str:
    """A value in the form nginx reads; where it names its own address, nginx puts in that of the page."""
    if "$" in value or "\n" in value:
        raise ValueError(f"nginx cannot be told to say {value!r}")
    plain = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + plain.replace(f"<{own_address}>", f"<{root}$uri>") + '"'
