"""A command's processes, really started: none outlives it; and ports, really taken."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsroom.processes import Children, PortUnavailableError, port_is_free, require_free_port
from tests.waiting import PATIENCE, eventually, is_running

CHECKOUT = Path(__file__).resolve().parent.parent.parent

# Written in one piece each: several share one pipe.
SLEEPER = "import os, time; os.write(1, b'up\\n'); time.sleep(3600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SLEEPER
# Leaves a process of its own behind when it is told to end.
LEAVING = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]]);" + SLEEPER

COMMAND = """
import os, sys
from newsroom.processes import Children
with Children() as children:
    for name in ("website", "press"):
        child = children.start(name, [sys.executable, "-c", sys.argv[1]])
        os.write(1, b"%d\\n" % child.process.pid)
    try:
        children.wait_for_an_end()
    except KeyboardInterrupt:
        print("told to stop", flush=True)
"""


def python(program, *arguments):
    return [sys.executable, "-c", program, *arguments]


@pytest.fixture
def command():
    """A command in another process, with two children; gives it and their pids."""
    running, children = [], []

    def start(child=SLEEPER):
        process = subprocess.Popen(python(COMMAND, child), cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        running.append(process)
        lines = [process.stdout.readline().strip() for _ in range(4)]
        pids = [int(line) for line in lines if line != "up"]
        children.extend(pids)
        return process, pids

    yield start
    # Only what a failed test has left: a stray child would hold the pipe open for ever.
    for pid in children:
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)
    for process in running:
        process.kill()
        process.communicate(timeout=PATIENCE)


# -- children -------------------------------------------------------------------------------------


def test_no_child_outlives_the_block_that_started_it():
    with Children() as children:
        website = children.start("website", python(SLEEPER))
        press = children.start("press", python(SLEEPER))
        assert not website.has_ended
        assert not press.has_ended
    assert website.ending == "website was killed by SIGTERM"
    assert press.ending == "press was killed by SIGTERM"


def test_a_child_that_will_not_listen_is_killed():
    with Children(prefixed=True, output=io.StringIO()) as children:
        stubborn = children.start("press", python(STUBBORN))
        assert eventually(lambda: "up" in children._output.getvalue())
        children.stop(within=0.6)
    assert stubborn.ending == "press was killed by SIGKILL"


def test_what_a_child_has_started_itself_ends_with_it():
    output = io.StringIO()
    orphan = "import os; print('orphan', os.getpid(), flush=True); import time; time.sleep(3600)"
    with Children(prefixed=True, output=output) as children:
        children.start("desk", python(LEAVING, orphan))
        assert eventually(lambda: "orphan" in output.getvalue())
        assert eventually(lambda: "up" in output.getvalue())
        pid = int(output.getvalue().split("orphan ")[1].split()[0])
        assert is_running(pid)
    assert eventually(lambda: not is_running(pid))


def test_the_command_learns_which_child_ended_and_how():
    with Children() as children:
        children.start("website", python(SLEEPER))
        children.start("press", python("raise SystemExit(3)"))
        assert children.wait_for_an_end().ending == "press ended with status 3"


def test_each_line_says_whose_it_is():
    output = io.StringIO()
    with Children(prefixed=True, output=output) as children:
        children.start("desk", python("import os; print('到', os.environ['SIDE'])"), environment={"SIDE": "desk"})
        children.wait_for_an_end()
    assert output.getvalue() == "desk: 到 desk\n"


def test_the_handlers_of_before_are_put_back():
    before = signal.getsignal(signal.SIGTERM)
    with Children():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whoever_tells_the_command_to_stop_leaves_nothing_running(command, ending):
    process, pids = command()
    process.send_signal(ending)
    said, _ = process.communicate(timeout=PATIENCE)
    assert said.endswith("told to stop\n")
    assert process.returncode == 0
    assert not any(is_running(pid) for pid in pids)


def test_impatient_ctrl_cs_do_not_leave_a_slow_child_behind(command):
    process, pids = command(STUBBORN)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.001)
    assert not any(is_running(pid) for pid in pids)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel must tell of deaths")
def test_the_children_of_a_killed_command_end_too(command):
    process, pids = command()
    assert all(is_running(pid) for pid in pids)
    process.kill()
    process.wait()
    assert eventually(lambda: not any(is_running(pid) for pid in pids))


def test_a_child_that_does_not_hear_of_the_commands_death_is_ended_all_the_same(command):
    process, pids = command(STUBBORN)
    process.kill()
    process.wait()
    assert eventually(lambda: not any(is_running(pid) for pid in pids))


# -- ports ----------------------------------------------------------------------------------------


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_named_with_the_option_that_changes_it(taken_port):
    assert not port_is_free("127.0.0.1", taken_port)
    with pytest.raises(PortUnavailableError) as refusal:
        require_free_port("127.0.0.1", taken_port, option="--website-port")
    assert str(refusal.value) == (f"Port {taken_port} is taken by another program: choose another with --website-port.")


def test_a_port_on_all_addresses_counts_as_taken_on_one():
    with socket.create_server(("0.0.0.0", 0)) as server:
        assert not port_is_free("127.0.0.1", server.getsockname()[1])


def test_looking_at_a_port_does_not_take_it():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert port_is_free("127.0.0.1", port)
    require_free_port("127.0.0.1", port, option="--desk-port")
    socket.create_server(("127.0.0.1", port)).close()


def test_an_address_of_another_machine_is_named():
    with pytest.raises(PortUnavailableError, match=r"^192\.0\.2\.1 is not an address of this"):
        require_free_port("192.0.2.1", 8000, option="--website-port")
