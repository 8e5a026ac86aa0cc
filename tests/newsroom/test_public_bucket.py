"""Public pictures in a bucket, a real server of that kind: what is published lies there, what is withdrawn does not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as our_settings
from django.core.files.storage import storages

from articles import publishing, workflow
from articles.models import State
from editions import publishing as edition_publishing
from editions import workflow as edition_workflow
from newsroom import press
from photos import renditions
from photos.models import Photo
from tests.bucket_server import NEEDED, Server, keys_in, make_buckets, put, running, use_public
from tests.factories import bring_to, make_article, make_edition, make_photo
from tests.waiting import eventually
from tests.website.web_server import LONGEST, NGINX, Nginx, free_port
from website import retiring
from website.models import PublishedPicture

pytestmark = [pytest.mark.django_db, *NEEDED]
DEPLOYED = Path(our_settings.BASE_DIR) / "deploy" / "nginx" / "bucket"
PICTURE, PIXELS = "k3Rv9xQ-480.jpg", b"\xff\xd8 picture"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with running() as one:
        use_public(settings, one, key="press")
        make_buckets("public")
        yield one


def test_what_is_published_lies_in_the_bucket_and_what_is_withdrawn_does_not(cast, client, server):
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter, photo=photo), cast)
    names = [name for name, _width in PublishedPicture.objects.get().files("jpg")]
    assert names
    assert set(names) == keys_in("public")
    page = client.get(f"/article/{article.pk}/").content.decode()
    assert f"/media/{names[-1]}" in page
    assert server.address not in page, "no page leads to another host"
    answer = client.get(f"/media/{names[-1]}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert len(b"".join(answer.streaming_content)) == int(answer["Content-Length"])
    publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    press.work_once()
    assert not keys_in("public")
    assert client.get(f"/media/{names[-1]}").status_code == 404


def test_a_bucket_is_asked_once_whether_a_photo_is_public(cast, server, monkeypatch):
    photo = make_photo(by=cast.photographer)
    renditions.make(photo)
    shown = renditions.Shown(Photo.objects.prefetch_related(*renditions.PARTS).get(), "老街的傍晚。", "邱岚")
    files = renditions.ensure_public(shown)
    asked = []
    client = storages["public"].connection.meta.client
    client.meta.events.register("before-call.s3", lambda model, **_more: asked.append(model.name))
    assert renditions.public_files(shown) == files
    assert asked == ["ListObjects"]


def test_readers_machines_need_no_key(settings, server):
    put(PICTURE, PIXELS)
    use_public(settings, server, key="")
    with storages["public"].open(PICTURE) as file:
        assert file.read() == PIXELS
    with pytest.raises(FileNotFoundError):
        storages["public"].open("unknown-480.jpg")


def test_files_that_nobody_was_shown_go_at_night(server):
    known, unknown = f"{'P' * 32}.pdf", f"{'U' * 32}.pdf"
    put(unknown, PIXELS)
    put(PICTURE, PIXELS)
    assert retiring.remove_unknown_files() == [], "the young may belong to what is being published"
    assert retiring.remove_unknown_files(older_than=-LONGEST) == [unknown]
    assert storages["public"].exists(PICTURE)
    assert not storages["public"].exists(known)


def test_a_bucket_that_is_away_is_told_as_a_full_disk_is(cast, client, server):
    put(PICTURE, PIXELS)
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, byline=cast.author, photo=photo), cast)
    edition = make_edition(cast)
    edition_workflow.place(edition.pages.get(), [article], by=cast.page_designer)
    server.end()
    for deed in (lambda: put("other-480.jpg", PIXELS), lambda: storages["public"].delete(PICTURE)):
        with pytest.raises(OSError, match="the bucket"):
            deed()
    with pytest.raises(workflow.OutOfReach, match="store of pictures and pages cannot be reached"):
        edition_publishing.publish(edition, by=cast.chief_editor)
    edition.refresh_from_db()
    assert not edition.is_published
    assert client.get(f"/media/{PICTURE}").status_code == 404


@pytest.mark.skipif(NGINX is None, reason="no nginx here: apt-get install nginx-light")
def test_the_web_server_gives_readers_pictures_of_the_bucket_and_nothing_else(server, tmp_path):
    put(PICTURE, PIXELS)
    put("hidden.pdf", b"%PDF")
    with Nginx(tmp_path, write_configuration(tmp_path, server, port := free_port()), port) as nginx:
        answer = nginx.get(f"/media/{PICTURE}")
        assert (answer.status, answer.body, answer.headers["content-type"]) == (200, PIXELS, "image/jpeg")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cdn-cache-control"] == answer.headers["surrogate-control"] == "max-age=3600"
        assert nginx.get(f"/media/{PICTURE}", If_None_Match=answer.headers["etag"]).status == 304
        for address in ("/media/", "/media/?list-type=2", "/media/hidden.pdf", "/media/unknown-480.jpg", "/media/../x"):
            assert nginx.get(address).status in {400, 404}, address
            assert b"Key" not in nginx.get(address).body
        assert b"acl" not in nginx.get(f"/media/{PICTURE}?acl").body.lower()
        assert nginx.get(f"/media/{PICTURE}", method="DELETE").status == 404
        assert storages["public"].exists(PICTURE)
        storages["public"].delete(PICTURE)
        assert eventually(lambda: nginx.get(f"/media/{PICTURE}").status == 404)


def write_configuration(folder: Path, server: Server, port: int) -> Path:
    for file in DEPLOYED.glob("*.conf"):
        words = file.read_text(encoding="utf-8").replace("s3.example:80", f"127.0.0.1:{server.port}")
        words = words.replace("/var/cache/nginx", str(folder)).replace("s3.example", f"127.0.0.1:{server.port}")
        (folder / file.name).write_text(words, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"{user} daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}"
        f" http {{ access_log off; {temporary} include {folder}/newsroom-bucket.conf;"
        f" server {{ listen 127.0.0.1:{port}; include {folder}/newsroom-media.conf; }} }}"
    )
    return main
