# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Running programs, and saying what is going on."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class StackError(Exception):
    """Something a person has to know; the message says what to do about it."""


def say(text: str) -> None:
    """Tell on standard error, so that standard output stays the command's own."""
    print(f"[stack] {text}", file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a slow piece of work and how long it took."""
    say(f"{text} ...")
    start = time.monotonic()
    yield
    say(f"{text}: {time.monotonic() - start:.0f} s")


def run(command: list, **options) -> subprocess.CompletedProcess:
    """Run a program quietly; its output appears only when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        **options,
    )
    if done.returncode:
        shown = " ".join(str(part) for part in command)
        tail = "\n".join(done.stdout.splitlines()[-60:])
        raise StackError(f"{shown}\nended with {done.returncode}:\n{tail}")
    return done


def as_root(command: list) -> list:
    """The command with the rights of root, through sudo where needed."""
    return list(command) if os.geteuid() == 0 else ["sudo", *command]
