# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Feed every reader of the core: `python tools/fuzz/run.py [INPUTS] [SEED]`.

Memory and time of each input are bounded; whatever ends in an error that is not one
of the core's own is a failure and is printed. Last line: ``inputs N failures M``.
"""

import random
import resource
import signal
import sys
import traceback
import zlib

import door
import edi
from inputs import SEEDS, archives, draw, named_cases
from pure import is_named
from targets import make_targets

MEMORY = 2 * 1024**3
# Of this process, so that a busy machine makes nothing look slow.
CPU_SECONDS = 40


class TooSlowError(BaseException):
    """Not an Exception, so that no reader can swallow it."""


def main(words: list[str]) -> int:
    """Run so many inputs; 1 when anything failed."""
    wanted = int(words[0]) if words else 100_000
    seed = int(words[1]) if len(words) > 1 else 1
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, _too_slow)
    targets = make_targets()
    seeds = {**SEEDS, **archives(), **edi.seeds(), **door.seeds()}
    done = failures = 0
    for name, make in named_cases().items():
        body = make()
        for target, read in targets.items():
            done += 1
            failures += not _passes(f"{name} -> {target}", read, body)
    names = sorted(targets)
    while done < wanted:
        target = names[done % len(names)]
        # Each input can be had again by itself: its number and the seed make it.
        rng = random.Random(zlib.crc32(f"{seed}:{done}".encode()))
        body = draw(rng, seeds[target])
        failures += not _passes(f"{seed}:{done} -> {target}", targets[target], body)
        done += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {peak} MiB")
    print(f"inputs {done} failures {failures}")
    return 1 if failures else 0


def _passes(name, read, body) -> bool:
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    try:
        read(body)
    # What is looked for: an error of any kind that is not one of ours.
    except Exception as error:
        if is_named(error):
            return True
        print(f"FAILED {name}: {body[:300]!r}")
        traceback.print_exc(limit=-4, file=sys.stdout)
        return False
    except TooSlowError:
        print(f"FAILED {name}: took more than {CPU_SECONDS} s: {body[:300]!r}")
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return True


def _too_slow(_signal, _frame):
    raise TooSlowError


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
