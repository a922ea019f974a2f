# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bookings that cost money, sent by a process that is killed before it can store."""

import contextlib

from booking import BookingCarrier
from facts import UNFINISHED
from harness import PATIENCE, Database, Worker, wait_for

OPEN = "SELECT public_id FROM logistics_sync_message WHERE asked_at IS NOT NULL"
NUMBERS = "SELECT external_id FROM logistics_sync_message ORDER BY id"
COUNT = 6


def _start(stack, database, *words):
    worker = Worker(database, "drain.py", "outbound", *words)
    stack.enter_context(worker)
    worker.expect("ready")
    return worker


def test_killed_after_booking_books_once():
    """B7, N15: kill -9 between the call and storing its answer: one booking each."""
    victim = []

    def kill_at_the_third(number):
        if number == 3:
            victim[0].kill()

    with (
        BookingCarrier(kill_at_the_third) as carrier,
        Database("killed_booking") as database,
        contextlib.ExitStack() as stack,
    ):
        database.run("booking.py", carrier.url, str(COUNT))
        victim.append(_start(stack, database))
        survivor = _start(stack, database, "stay")
        victim[0].go()
        victim[0].process.wait(PATIENCE)
        # What was asked for is on record, and that nobody knows the answer.
        assert [key for (key,) in database.query(OPEN)] == [carrier.bookings[2]]
        database.end_leases()
        survivor.go()
        wait_for(lambda: database.value(UNFINISHED) == 0, "the survivor")
        survivor.stop()
        assert carrier.enquiries == [carrier.bookings[2]]
        assert len(carrier.bookings) == len(set(carrier.bookings)) == COUNT
        assert database.states() == {"processed": COUNT}
        numbers = [number for (number,) in database.query(NUMBERS)]
        assert sorted(numbers) == [f"B-{place}" for place in range(1, COUNT + 1)]
        assert not database.query(OPEN)
