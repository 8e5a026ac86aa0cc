"""Setting up on a fresh machine: a small checkout of our own, with one package of our own."""

import ast
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from newsroom import bootstrap
from newsroom.bootstrap import CHECKOUT, CannotInstallError, Environment
from tests.newsroom.test_processes import is_running

# Stands in for the real package of that name, which the environment of a small checkout lacks.
TINY_PYTEST = "import sys\ndef main(arguments):\n    print('inside', sys.prefix, *arguments)\n    return 0\n"


def make_wheel(folder, name="pytest", module=TINY_PYTEST):
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    about = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}.py", module)
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(
            f"{about}/RECORD",
            f"{name}.py,,\n{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n",
        )
    return wheel


def lock(folder, wheel, digest=None):
    digest = digest or hashlib.sha256(wheel.read_bytes()).hexdigest()
    name = wheel.name.split("-")[0]
    path = folder / "requirements.lock"
    path.write_text(f"{name} @ {wheel.as_uri()} \\\n    --hash=sha256:{digest}\n")
    return path


@pytest.fixture(autouse=True)
def an_installer_at_hand(monkeypatch):
    """Nothing here needs the network: uv, if this checkout has it, else venv and pip."""
    for name in ("NEWSROOM_NO_BOOTSTRAP", "NEWSROOM_VENV", "VIRTUAL_ENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", f"{CHECKOUT / '.venv-tools' / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("PIP_NO_INDEX", "1")


@pytest.fixture
def checkout(tmp_path):
    """What bootstrapping needs of the checkout, in a folder of its own with a blank in its name."""
    folder = tmp_path / "fresh checkout"
    (folder / "newsroom").mkdir(parents=True)
    for name in ("manage.py", "newsroom/__init__.py", "newsroom/bootstrap.py", "newsroom/processes.py"):
        shutil.copy(CHECKOUT / name, folder / name)
    lock(folder, make_wheel(tmp_path))
    return folder


def manage(checkout, *arguments, **environment):
    return subprocess.run(
        [bootstrap.base_python(), "manage.py", *arguments],
        cwd=checkout,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_test_run_makes_the_environment_and_hands_on_its_arguments(checkout):
    first = manage(checkout, "test", "-k", "a reporter")
    assert first.stdout.split("\n")[0] == f"inside {checkout / '.venv'} -k a reporter", first.stderr
    assert "Installing 1 packages into .venv …\n" in first.stderr

    second = manage(checkout, "test")
    # Nothing asked for: everything, on all processors.
    assert second.stdout == f"inside {checkout / '.venv'} -n auto --dist worksteal\n"
    assert second.stderr == ""


def test_a_changed_lock_file_is_installed_before_the_next_run(checkout, tmp_path):
    manage(checkout, "test")
    lock(checkout, make_wheel(tmp_path, module=TINY_PYTEST.replace("inside", "renewed inside")))
    assert manage(checkout, "test").stdout.startswith("renewed inside")


def test_an_environment_that_lags_behind_renews_itself_when_started_from_inside(checkout):
    manage(checkout, "test")
    path = checkout / "requirements.lock"
    path.write_text(path.read_text() + "# changed\n")
    again = subprocess.run([checkout / ".venv/bin/python", "manage.py", "test"], cwd=checkout, capture_output=True)
    assert again.stdout.startswith(b"inside")
    assert b"packages into .venv" in again.stderr


@pytest.mark.parametrize("command", ["bench", "bench_archive", "rehearse"])
def test_who_begins_with_measuring_gets_the_environment_too(checkout, command):
    assert "Installing 1 packages into .venv …\n" in manage(checkout, command).stderr


def test_other_commands_run_inside_without_installing_anything(checkout):
    before = manage(checkout, "migrate")
    assert before.returncode == 1
    assert not (checkout / ".venv").exists()
    manage(checkout, "test")
    # Django is not in the small environment: that it is missed there shows where the command ran.
    after = manage(checkout, "migrate")
    assert after.stderr == "Django is not installed here: run `python3 manage.py demo` first.\n"


def test_an_image_that_has_everything_is_left_alone(checkout):
    manage(checkout, "test", NEWSROOM_NO_BOOTSTRAP="1")
    assert not (checkout / ".venv").exists()


def test_the_environment_can_be_elsewhere(checkout, tmp_path):
    elsewhere = tmp_path / "elsewhere" / "环境"
    done = manage(checkout, "test", NEWSROOM_VENV=str(elsewhere))
    assert done.stdout == f"inside {elsewhere} -n auto --dist worksteal\n", done.stderr
    assert not (checkout / ".venv").exists()


def test_two_first_starts_at_once_make_one_environment(checkout):
    command = [bootstrap.base_python(), "manage.py", "test"]
    starts = [subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    said = [start.communicate() for start in starts]
    assert [out.startswith(b"inside") for out, _ in said] == [True] * 3, said
    assert sum(b"packages into .venv" in err for _, err in said) == 1


def test_an_installation_that_was_cut_off_is_begun_again(checkout, tmp_path):
    manage(checkout, "test")
    (checkout / ".venv" / "half a package").touch()
    lock(checkout, make_wheel(tmp_path, module=TINY_PYTEST.replace("inside", "renewed inside")))
    journal = checkout / ".venv.lock"
    start = subprocess.Popen(
        [bootstrap.base_python(), "manage.py", "test"],
        cwd=checkout,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while journal.read_text() != bootstrap.INSTALLING:
        assert start.poll() is None
        time.sleep(0.001)
    os.killpg(start.pid, signal.SIGKILL)
    start.wait()

    again = manage(checkout, "test")
    assert again.stdout.startswith("renewed inside"), again.stderr
    assert not (checkout / ".venv" / "half a package").exists()


def test_an_environment_made_by_hand_is_filled_up_and_not_cleared(checkout):
    subprocess.run([bootstrap.base_python(), "-m", "venv", "--without-pip", checkout / ".venv"], check=True)
    in_use = checkout / ".venv" / "a server runs from here"
    in_use.touch()
    done = manage(checkout, "test")
    assert done.stdout.startswith("inside"), done.stderr
    assert in_use.exists()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_installation_told_to_stop_leaves_nobody_writing(checkout, tmp_path, ending):
    (tmp_path / "bin").mkdir()
    slow = tmp_path / "bin" / "uv"  # writes its pid, and goes on for ever, as does what it has started
    slow.write_text(f"#!/bin/sh\nsleep 3600 &\necho $$ $! > {tmp_path}/pids.part\n"
                    f"mv {tmp_path}/pids.part {tmp_path}/pids\nwait\n")  # fmt: skip
    slow.chmod(0o755)
    start = subprocess.Popen(
        [bootstrap.base_python(), "manage.py", "test"],
        cwd=checkout,
        env={**os.environ, "PATH": f"{slow.parent}:{os.environ['PATH']}"},
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (tmp_path / "pids").exists():
        assert start.poll() is None
        time.sleep(0.01)
    start.send_signal(ending)
    said = start.communicate()[1]
    assert start.returncode == 1
    assert said.splitlines()[-1] == "Stopped; the next start begins the installation again."
    deadline = time.monotonic() + 120
    for pid in (tmp_path / "pids").read_text().split():
        while is_running(int(pid)):
            assert time.monotonic() < deadline, "it goes on writing"
            time.sleep(0.01)


def test_a_folder_that_is_no_environment_is_not_cleared(checkout, tmp_path):
    precious = tmp_path / "home" / "letters.txt"
    precious.parent.mkdir()
    precious.write_text("Dear editor")
    done = manage(checkout, "test", NEWSROOM_VENV=str(precious.parent))
    assert done.returncode == 1
    assert done.stderr.startswith(f"{precious.parent} is not a virtual environment: remove it")
    assert len(done.stderr.splitlines()) == 1
    assert precious.read_text() == "Dear editor"


def test_a_place_that_cannot_be_written_is_named_in_one_line(checkout, tmp_path):
    (tmp_path / "file").touch()
    done = manage(checkout, "test", NEWSROOM_VENV=str(tmp_path / "file" / "venv"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Cannot write {tmp_path / 'file'}")
    assert done.stderr.endswith("name another folder in NEWSROOM_VENV.\n")
    assert len(done.stderr.splitlines()) == 1


def test_a_package_that_is_not_what_the_lock_says_is_refused(checkout, tmp_path):
    lock(checkout, tmp_path / "pytest-1.0-py3-none-any.whl", digest="0" * 64)
    done = manage(checkout, "test")
    assert done.returncode == 1
    assert done.stdout == ""
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Could not install the packages: one of them is not what")
    assert "trying pip" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_machine_with_neither_pip_nor_venv_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotInstallError, match=r"^Neither pip nor venv .*python3-pip.* again\.$"):
        Environment(tmp_path / ".venv").make()


def test_an_old_python_is_told_so_in_one_line():
    pretend = "import sys; sys.version_info = (3, 9, 2); from newsroom import bootstrap;"
    done = subprocess.run(
        [sys.executable, "-c", pretend + "bootstrap.require_python()"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Newsroom needs Python 3.11 or newer; this is ")
    assert len(done.stderr.splitlines()) == 1


def test_a_python_too_old_to_read_it_is_told_so_in_one_line(checkout):
    (checkout / "newsroom" / "bootstrap.py").write_text("from __future__ import what_old_pythons_have_not\n")
    done = manage(checkout, "demo")
    assert done.returncode == 1
    assert done.stderr.startswith("Newsroom needs Python 3.11 or newer; this is ")
    assert len(done.stderr.splitlines()) == 1
    assert "from __future__" not in (CHECKOUT / "manage.py").read_text()


@pytest.mark.parametrize(
    "name", ["manage.py", "newsroom/__init__.py", "newsroom/bootstrap.py", "newsroom/processes.py"]
)
def test_old_pythons_can_read_what_tells_them(name):
    ast.parse((CHECKOUT / name).read_text(), feature_version=(3, 8))


def test_the_lock_file_names_hashes_and_no_address():
    text = bootstrap.LOCK_FILE.read_text()
    assert "://" not in text
    assert "--index-url" not in text
    packages = re.split(r"\n(?=\S)", text.strip())
    locked = [package for package in packages if not package.startswith("#")]
    assert len(locked) > 20
    assert [package for package in locked if "--hash=sha256:" not in package] == []


def test_no_file_of_the_project_names_a_package_index():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    index = re.compile(rb"(index[-_]url|find[-_]links)\s*[=:]|://[^\s\"'<>]+/simple\b")
    files = [CHECKOUT / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]
    assert Path(bootstrap.__file__) in files
    assert [path for path in files if path.is_file() and index.search(path.read_bytes())] == []
