"""Two buckets for a rehearsal, on a server of the S3 kind where there is one: then desk and press are apart."""

from __future__ import annotations

import json
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages

from newsroom.rehearsal.postgres import HOST

PROGRAM = os.environ.get("NEWSROOM_S3_SERVER") or shutil.which("moto_server") or ""
IS_THERE = bool(PROGRAM and find_spec("storages"))
PUBLIC, PRIVATE = "newsroom-public", "newsroom-private"
DEPLOYED = settings.BASE_DIR / "deploy" / "nginx" / "bucket"
# Names of the settings that desk and press have, and readers' machines have not.
KEYS = ("NEWSROOM_PRIVATE_BUCKET", "NEWSROOM_S3_KEY", "NEWSROOM_S3_SECRET")


def settings_of_desk(port: int) -> dict[str, str]:
    """Empty where there is no such server: then desk and press have one folder."""
    places = {"NEWSROOM_PUBLIC_BUCKET": PUBLIC, "NEWSROOM_S3_URL": f"http://{HOST}:{port}"}
    found = {**places, "NEWSROOM_PRIVATE_BUCKET": PRIVATE, "NEWSROOM_S3_KEY": "press", "NEWSROOM_S3_SECRET": "press"}
    return found if IS_THERE else dict.fromkeys(found, "")


def found() -> None:
    """Both buckets, and who may read what of them, as the manual has it."""
    for name in ("public", "default"):
        store: Any = storages[name]
        store.connection.create_bucket(Bucket=store.bucket_name)
    reading = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{PUBLIC}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [reading]})
    public: Any = storages["public"]
    public.connection.meta.client.put_bucket_policy(Bucket=PUBLIC, Policy=policy)


def write_configuration(folder: Path, port: int) -> tuple[str, str]:
    """What nginx needs of it in its `http` and `server` blocks, from the files that are deployed."""
    for file in DEPLOYED.glob("*.conf"):
        words = file.read_text(encoding="utf-8").replace("s3.example:80", f"{HOST}:{port}")
        words = words.replace("/var/cache/nginx", str(folder)).replace("s3.example", f"{HOST}:{port}")
        (folder / file.name).write_text(words, encoding="utf-8")
    return f"include {folder}/newsroom-bucket.conf;", f"include {folder}/newsroom-media.conf;"
