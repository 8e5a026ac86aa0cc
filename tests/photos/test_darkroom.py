"""The darkroom: what it takes, what it refuses and how, and that nothing a picture does reaches anybody else."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from PIL import Image

from photos.darkroom import Busy, Engraving, Unreadable, counter, develop, examine, limits, refusals, slots
from photos.darkroom.container import scans
from photos.darkroom.likeness import NEAR, distance
from photos.darkroom.sizes import plan
from tests.photos import odd_files
from tests.photos.odd_files import picture, scene

ROOT = Path(counter.__file__).parents[2]
SANE = {"format": "JPEG", "width": 9, "height": 9, "likeness": 0, "colour": "#000000", "words": {}}


@pytest.fixture
def look(tmp_path):
    def examined(content: bytes, name: str = "photo.jpg"):
        path = tmp_path / name
        path.write_bytes(content)
        return examine(path)

    return examined


@pytest.fixture
def strange_child(monkeypatch, tmp_path):
    """Puts a child into the darkroom that does what no picture should be able to make it do."""

    def put(code: str) -> None:
        script = tmp_path / "child.py"
        opening = f"import sys, os, json, time\nsys.path.insert(0, {str(ROOT)!r})\njob = json.load(sys.stdin)\n"
        script.write_text(opening + textwrap.dedent(code))
        monkeypatch.setattr(counter, "CHILD", script)

    return put


@pytest.fixture
def own_places(settings, monkeypatch, tmp_path):
    """A darkroom nobody else works in, and no patience."""
    settings.STATE_DIR = tmp_path
    monkeypatch.setattr(limits, "PATIENCE_SECONDS", 0.05)
    return tmp_path / "darkroom"


# -- the corpus ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("odd", odd_files.taken(), ids=lambda odd: odd.name)
def test_what_a_photographer_may_bring_is_taken(odd, look):
    seen = look(odd.content)
    assert (seen.format, seen.width, seen.height) == odd.becomes
    assert (seen.bytes, seen.sha256) == (len(odd.content), hashlib.sha256(odd.content).hexdigest())


@pytest.mark.parametrize("odd", odd_files.refused(), ids=lambda odd: odd.name)
def test_what_is_no_photograph_is_refused_with_its_reason(odd, look):
    with pytest.raises(Unreadable) as refused:
        look(odd.content)
    assert refused.value.reason == odd.becomes


@pytest.mark.parametrize("number", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(number, look, tmp_path):
    ways = dict(zip(range(2, 9), (0, 3, 1, 5, 2, 6, 4), strict=True))  # how a picture must lie for the tag to put it up
    upright = scene((80, 60))
    lying = upright.transpose(ways[number]) if number > 1 else upright
    path = tmp_path / "photo.png"
    lying.save(path, exif=odd_files.exif({0x0112: number}))
    seen = examine(path)
    assert (seen.width, seen.height) == (80, 60)
    assert distance(seen.likeness, look(picture("PNG")).likeness) == 0


def test_the_name_of_a_file_decides_nothing(look):
    assert look(picture("PNG"), "photo.jpg").format == "PNG"
    assert look(picture("JPEG"), "no ending at all").format == "JPEG"
    with pytest.raises(Unreadable):
        look(picture("TIFF"), "photo.jpg")


def test_a_file_over_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "photo.jpg"
    with path.open("wb") as file:
        file.truncate(limits.MAX_BYTES + 1)
    with pytest.raises(Unreadable) as refused:
        examine(path)
    assert refused.value.reason == "too-large"


def test_scans_are_counted_by_markers_and_not_by_what_the_pixels_look_like():
    assert scans(picture()) == 1
    assert scans(picture(progressive=True)) == 10
    thumbnail = odd_files.segment(0xE1, b"Exif\0\0" + picture(size=(8, 8)))
    assert scans(odd_files.with_segments(picture(), thumbnail)) == 1
    filled = picture().replace(b"\xff\xda", b"\xff" * 9 + b"\xda")
    assert scans(filled) == 1


def test_every_refusal_is_one_sentence_that_says_what_to_do():
    for reason in refusals.SENTENCES:
        said = str(Unreadable(reason))
        assert said.endswith(".")
        assert "%" not in said
        assert len(said) < 300


def test_a_refusal_is_read_in_the_language_of_the_reader():
    refusal = Unreadable("animated")
    with translation.override("zh-hans"):
        assert "动图" in str(refusal)
    with translation.override("en"):
        assert "animation" in str(refusal)


# -- likeness --------------------------------------------------------------------------------------------------
def test_the_same_picture_in_another_size_quality_or_tone_looks_alike(look):
    original = scene((900, 600), 3)
    likeness = look(odd_files.saved(original, "PNG")).likeness
    for other in (
        odd_files.saved(original, "JPEG", quality=40),
        odd_files.saved(original.resize((300, 200)), "WEBP", quality=60),
        odd_files.saved(original.resize((457, 305)), "PNG"),
        odd_files.saved(original.point(lambda value: int(value * 0.85) + 12), "JPEG"),
        odd_files.saved(original.convert("L"), "JPEG"),
    ):
        assert distance(likeness, look(other).likeness) <= NEAR


def test_different_pictures_do_not_look_alike(look):
    seen = [look(odd_files.saved(scene((300, 200), seed), "PNG")).likeness for seed in range(1, 9)]
    for number, one in enumerate(seen):
        assert all(distance(one, other) > 2 * NEAR for other in seen[number + 1 :])


def test_a_likeness_fits_the_column(look):
    for seed in (1, 2, 3):
        assert -(2**63) <= look(odd_files.saved(scene((90, 60), seed), "PNG")).likeness < 2**63


# -- the child -------------------------------------------------------------------------------------------------
def test_the_desk_loads_no_reader_of_pictures_and_the_child_no_django():
    ask = "import sys; print(*sorted({'PIL', 'django'} & set(sys.modules)))"
    for code, loaded in (
        (f"import photos.darkroom; {ask}", ""),
        (f"import photos.darkroom.child, photos.darkroom.examining, photos.darkroom.printing; {ask}", "PIL"),
    ):
        said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert said.stdout.strip() == loaded


def test_pillow_in_the_child_opens_nothing_but_the_three():
    code = """
        import io
        from PIL import Image
        from photos.darkroom.picture import forget_other_readers
        def opens(fmt):
            file = io.BytesIO()
            Image.new("RGB", (9, 9)).save(file, fmt)
            try:
                return bool(Image.open(io.BytesIO(file.getvalue())))
            except Exception:
                return False
        everything = ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "PPM", "ICO", "EPS", "TGA", "PCX", "AVIF"]
        assert sum(map(opens, everything)) > 10
        forget_other_readers()
        print(*filter(opens, everything))
    """
    run = [sys.executable, "-c", textwrap.dedent(code)]
    said = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["JPEG", "PNG", "WEBP"]


@pytest.mark.parametrize(
    "deed",
    [
        "from photos.darkroom import limits; limits.tie_down(); bytearray(2**31)",
        "os.kill(os.getpid(), 9)",
        "os.abort()",
        "sys.exit(1)",
        "print('nonsense')",
        "print('[1, 2]')",
        "print('{}')",
        f"print(json.dumps({SANE | {'format': 'EXE'}}))",
        f"print(json.dumps({SANE | {'likeness': 2**64}}))",
        f"print(json.dumps({SANE | {'width': -1}}))",
        f"print(json.dumps({SANE | {'colour': 'red;}'}}))",
        f"print(json.dumps({SANE | {'words': 7}}))",
        f"print(json.dumps({SANE | {'height': None}}))",
        "print('[' * 100_000)",
        "sys.stdout.write('x' * 20_000_000)",
    ],
)
def test_a_child_that_dies_or_talks_nonsense_is_a_sentence(deed, look, strange_child):
    strange_child(deed)
    with pytest.raises(Unreadable) as refused:
        look(picture())
    assert refused.value.reason == "too-costly"


def test_a_child_that_somebody_killed_begins_anew(look, strange_child, tmp_path):
    """The system kills when memory runs short; a good photo was refused for it, and its bytes thrown away."""
    strange_child(f"""
        mark = {str(tmp_path / "killed")!r}
        if not os.path.exists(mark):
            open(mark, "w").close()
            os.kill(os.getpid(), 9)
        print(json.dumps({SANE}))
    """)
    assert look(picture()).format == "JPEG"
    assert (tmp_path / "killed").exists()


def test_a_child_that_used_up_its_processor_does_not_begin_anew(look, strange_child, tmp_path):
    strange_child(f"""
        from photos.darkroom import limits
        open({str(tmp_path / "begun")!r}, "a").write("x")
        limits.hold_to(address_space=2**30, cpu_seconds=2, file_bytes=2**20)
        while True:
            pass
    """)
    with pytest.raises(Unreadable) as refused:
        look(picture())
    assert (refused.value.reason, (tmp_path / "begun").read_text()) == ("too-costly", "x")


def test_a_child_that_never_ends_is_ended(look, strange_child, monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "RUN_SECONDS", 0.4)
    strange_child(f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    with pytest.raises(Unreadable):
        look(picture())
    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_child_gets_little_of_the_machine_and_nothing_of_our_environment(look, strange_child, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    strange_child(f"""
        import resource
        from photos.darkroom import limits
        limits.tie_down()
        names = ("AS", "CPU", "FSIZE", "NOFILE", "NPROC", "CORE")
        said = {{name: resource.getrlimit(getattr(resource, "RLIMIT_" + name))[1] for name in names}}
        with open({str(tmp_path / "said")!r}, "w") as file:
            json.dump(said | {{"env": dict(os.environ), "nice": os.nice(0)}}, file)
    """)
    with pytest.raises(Unreadable):
        look(picture())
    said = json.loads((tmp_path / "said").read_text())
    assert "secret" not in str(said["env"])
    assert 0 < said["AS"] <= limits.ADDRESS_SPACE
    assert 0 < said["CPU"] <= limits.CPU_SECONDS
    assert 0 < said["FSIZE"] <= limits.FILE_BYTES
    assert 0 < said["NOFILE"] <= limits.OPEN_FILES
    assert said["NPROC"] == said["CORE"] == 0
    assert said["nice"] >= limits.NICENESS


MEMORY = Path("/proc/self/status")
AND_ITS_MEMORY = f"""
import runpy, sys
runpy.run_path({str(counter.CHILD)!r}, run_name="__main__")
print(chr(10) + open({str(MEMORY)!r}).read().partition("VmHWM:")[2].split()[0])
"""


def _answer_and_memory(job: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """What a child answers, and the most memory it had, in KB."""
    command = [sys.executable, "-I", "-c", AND_ITS_MEMORY]
    answer = subprocess.run(command, input=json.dumps(job).encode(), capture_output=True, env={}, check=True).stdout
    said, most = answer.decode().split("\n")[:2]
    return json.loads(said), int(most)


@pytest.mark.skipif(not MEMORY.exists(), reason="this system does not tell how much memory a process had")
@pytest.mark.parametrize("through", [False, True], ids=["opaque", "with-alpha"])
def test_a_webp_of_24_megapixels_needs_no_more_than_a_worker_may_have(through, tmp_path):
    path, mode = tmp_path / "photo.webp", "RGBA" if through else "RGB"
    Image.new(mode, (6000, 4000), (40, 90, 160, 200)[: len(mode)]).save(path, "WEBP", lossless=True, method=0)
    job = {"do": "develop", "path": str(path), "into": str(tmp_path), "packet": "", "plan": []}
    job["plan"] = [asdict(item) for item in plan({"square": (400, 400, 200, 200)})]
    said, most = _answer_and_memory(job)
    assert len(said["made"]) == len(job["plan"])
    assert most < 350 * 1024  # in KB; as Pillow reads it by itself, 404 MB


def test_what_a_child_says_about_words_is_cleaned_once_more(look, strange_child):
    strange_child("""
        sane = {"format": "JPEG", "width": 9, "height": 9, "likeness": 0, "colour": "#000000"}
        print(json.dumps(sane | {"words": {
            "title": "a\\u202eb\\0" + "x" * 999, "licence_url": "javascript:alert(1)", "ai_use": "maybe",
            "persons": [1, None, "芦\\u200b荻"], "keywords": 7, "taken_on": "2025-13-40", "digital_source": "<b>"}}))
    """)
    words = look(picture()).words
    assert words.title == "ab" + "x" * 98
    assert words.persons == ("芦荻",)
    assert (words.licence_url, words.ai_use, words.keywords, words.taken_on, words.digital_source) == (
        "",
        "none",
        (),
        None,
        "",
    )


def test_a_third_picture_waits_for_a_place_and_is_told_so(look, own_places):
    with slots.place(own_places, patience=0):
        with slots.place(own_places, patience=0), pytest.raises(Busy) as refused:
            look(picture())
        assert refused.value.reason == "busy"
        assert look(picture()).format == "JPEG"


def test_a_child_holds_the_place_itself(look, strange_child, tmp_path):
    said = tmp_path / "said"
    strange_child(f"""
        descriptors = [f"/proc/self/fd/{{number}}" for number in range(3, 32)]
        files = [os.readlink(descriptor) for descriptor in descriptors if os.path.exists(descriptor)]
        open({str(said)!r}, "w").write(" ".join(file for file in files if "/darkroom/place-" in file))
    """)
    with pytest.raises(Unreadable):
        look(picture())
    assert len(said.read_text().split()) == 1


def test_a_child_whose_parent_was_killed_still_keeps_its_place(tmp_path):
    with slots.place(tmp_path, patience=0) as held:
        orphan = subprocess.Popen(["sleep", "60"], pass_fds=(held,))
    try:
        with slots.place(tmp_path, patience=0), pytest.raises(Busy), slots.place(tmp_path, patience=0):
            pass
    finally:
        orphan.kill()
        orphan.wait()
    with slots.place(tmp_path, patience=0), slots.place(tmp_path, patience=0):
        pass


def test_a_refused_picture_leaves_its_place_to_the_next(look, own_places):
    for _ in range(3):
        with pytest.raises(Unreadable):
            look(odd_files.frames("PNG"))
    assert look(picture()).format == "JPEG"


def test_a_full_disk_is_no_fault_of_the_picture(tmp_path, strange_child):
    (tmp_path / "photo.jpg").write_bytes(picture())
    into = tmp_path / "into"
    into.mkdir()
    strange_child("""
        from pathlib import Path
        Path(job["into"], job["plan"][0]["name"]).write_bytes(b"x")
        Path(job["into"], "." + job["plan"][1]["name"] + ".part").write_bytes(b"x")
        print('{"errno": 28, "because": "No space left on device"}')
    """)
    with pytest.raises(OSError, match="No space left") as failed:
        develop(tmp_path / "photo.jpg", plan(), into, words=Engraving())
    assert failed.value.errno == 28
    assert not any(into.iterdir())
