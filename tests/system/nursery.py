# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Processes of their own that need not import Odoo again, which is most of a start.

As a script it imports all there is once, then forks a process for each request on the
socket it was started with. Each has the environment, the pipes and the database it is
given, makes its own registry there, and can be killed like any other.
"""

import atexit
import contextlib
import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
import weakref

LONGEST_REQUEST = 1 << 20


class Child:
    """A process that was forked elsewhere; as ``subprocess.Popen`` in text mode."""

    def __init__(self, pid, stdin, stdout, status):
        self.pid = pid
        self.stdin = open(stdin, "w")
        self.stdout = open(stdout)
        self.status = status
        self.returncode = None
        self.lock = threading.Lock()
        weakref.finalize(self, os.close, status)

    def wait(self, timeout=None):
        """Its exit status, negative for the signal that ended it; in any thread."""
        ready, *__ = select.select([self.status], [], [], timeout)
        if not ready:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
        with self.lock:
            # Told once; whoever waited beside us has read it.
            if self.returncode is None:
                self.returncode = int(os.read(self.status, 16))
        return self.returncode

    def kill(self):
        """kill -9, unless it is over."""
        if self.returncode is None and not select.select([self.status], [], [], 0)[0]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def communicate(self, timeout):
        """What it says to its end, and nothing; one that stays is killed."""
        with contextlib.suppress(BrokenPipeError):
            self.stdin.close()
        late = threading.Timer(timeout, self.kill)
        late.start()
        output = self.stdout.read()
        self.wait()
        late.cancel()
        return output, None


class Nursery:
    """The process that forks; ``database`` tells which addons are worth importing."""

    def __init__(self, python, database):
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.process = subprocess.Popen(
            [python, "-u", __file__, str(theirs.fileno())],
            env={**os.environ, "LOGISTICS_SYNC_DATABASE": database},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        atexit.register(self.close)
        # Until then it is connected to the database.
        assert self.socket.recv(16) == b"ready", "the nursery did not come up"

    def start(self, words, environment):
        """A process that runs a script of this folder with these arguments."""
        for_input, stdin = os.pipe()
        stdout, for_output = os.pipe()
        status, for_status = os.pipe()
        given = [for_input, for_output, for_status]
        request = json.dumps([words, environment]).encode()
        socket.send_fds(self.socket, [request], given)
        for descriptor in given:
            os.close(descriptor)
        return Child(int(self.socket.recv(16)), stdin, stdout, status)

    def close(self):
        """Its children live on; without this process it ends by itself."""
        self.socket.close()
        self.process.wait(60)


# ------------------------------------------------------------- in the process itself
def serve(wire):
    """Fork a process for each request, and tell how each of them ended."""
    statuses = {}
    wake_up, woken = os.pipe()
    for end in (wake_up, woken):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_words: None)
    signal.set_wakeup_fd(woken)
    wire.send(b"ready")
    while True:
        ready, *__ = select.select([wire, wake_up], [], [])
        if wake_up in ready:
            os.read(wake_up, 512)
            report_ends(statuses)
        if wire in ready:
            request, given, *__ = socket.recv_fds(wire, LONGEST_REQUEST, 3)
            if not request:
                return
            pid = os.fork()
            if not pid:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for descriptor in (wire.fileno(), wake_up, woken, *statuses.values()):
                    os.close(descriptor)
                grow_up(*json.loads(request), *given)
            for descriptor in given[:2]:
                os.close(descriptor)
            statuses[pid] = given[2]
            wire.send(str(pid).encode())


def report_ends(statuses):
    """Write how it ended to the pipe of each process that did."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            pid, status = ended
            descriptor = statuses.pop(pid)
            with contextlib.suppress(BrokenPipeError):
                os.write(descriptor, str(os.waitstatus_to_exitcode(status)).encode())
            os.close(descriptor)


def grow_up(words, environment, stdin, stdout, status):
    """Become the process that was asked for; does not return."""
    # Held open by it alone would mean that nobody learns of its end.
    os.close(status)
    for descriptor, place in ((stdin, 0), (stdout, 1), (stdout, 2)):
        os.dup2(descriptor, place)
    os.close(stdin)
    os.close(stdout)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = words
    sys.stdin = open(0)
    code = 1
    try:
        runpy.run_path(words[0], run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    # Whatever it is, the test has to read of it.
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def import_all():
    """What takes its time, with nothing left of the database it was read from."""
    import carrier  # noqa: F401 what most scripts need
    import odoo_process

    from odoo.modules.registry import Registry
    from odoo.sql_db import close_all

    with odoo_process.environment():
        pass
    Registry.delete_all()
    close_all()
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    mine = socket.socket(fileno=int(sys.argv[1]))
    import_all()
    serve(mine)
