# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The partner as a process of its own: what happens to us does not happen to it.

Arguments: folder of the run; seconds each half shall take at least. It says where it
listens, then obeys lines on standard input: ``send HALF ADDRESS ...``. It ends when
standard input does.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests/system")]

from fault import script
from fault.journal import Journal
from fault.receiver import Endpoint
from fault.sender import Sender


def main(folder: Path, seconds: float) -> None:
    """Serve and send until nobody wants anything any more."""
    journal = Journal(folder / "partner.jsonl")
    seed, halves = script.load((folder / "script.json").read_text(encoding="utf-8"))
    endpoints = [Endpoint(name, journal, seed) for name in ("hook", "api")]
    say("ready", *(endpoint.port for endpoint in endpoints))
    for line in sys.stdin:
        _send, half, *addresses = line.split()
        sender = Sender(journal, addresses, folder / "inbox", f"{seed}/{half}")
        sender.send_all(halves[int(half)], seconds)
        say("sent", half)


def say(*words) -> None:
    """Tell whoever started this process, at once."""
    print(*words, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
