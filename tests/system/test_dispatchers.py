# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From a webhook to the state of a shipment, by either dispatcher."""

import time

from carrier import MILESTONES, WAITING, Client, event, journeys, tracking_number
from facts import wait_until_done, wait_until_resumed
from harness import Database, Server, wait_for

CRON_ONLY = ("--load=base,rpc,web", "--max-cron-threads=1")
# By itself Odoo looks for work once a minute, so that one parcel after the other would
# take more than three.
PARCELS, LONGEST_SECONDS = (1, 2, 3, 4), 150
STATUS = """
    SELECT s.status FROM logistics_shipment s
      JOIN logistics_shipment_package p ON p.shipment_id = s.id
     WHERE p.tracking_number = %s
"""


def _post_and_wait(database, server, parcel):
    """Post one parcel's whole way, and wait for its state."""
    client = Client(server.url)
    mine = [
        item for item in journeys(parcel + 1) if item[0].split("-")[1] == f"{parcel}"
    ]
    assert len(mine) == len(MILESTONES)
    for key, body in mine:
        assert client.post(key, body).status_code == 202
    number = tracking_number(parcel)
    wait_for(
        lambda: database.value(STATUS, number) == "delivered",
        f"{event(parcel, 4)['milestone']} of {number}",
    )


def _post_one_after_the_other(database, server):
    """The seconds until each of the parcels has its state, before the next is told."""
    start = time.monotonic()
    for parcel in PARCELS:
        _post_and_wait(database, server, parcel)
    return time.monotonic() - start


def test_queue_job_runner_processes(ready):
    """F2, G10: with a queue_job runner a webhook changes the state within seconds."""
    with (
        Database("runner", template=ready) as database,
        # Without crons nobody but the runner can do it.
        Server(database, "--max-cron-threads=0") as server,
    ):
        wait_for(lambda: database.dispatcher() == "queue_job", "the runner")
        assert _post_one_after_the_other(database, server) < LONGEST_SECONDS
        wait_until_done(database, len(MILESTONES) * len(PARCELS))
        jobs = database.query(
            "SELECT state, method_name FROM queue_job"
            " WHERE channel = 'root.logistics_sync.operational'"
        )
        assert jobs
        assert {name for _state, name in jobs} == {"_job_drain"}


def test_cron_processes_without_a_runner(ready):
    """F2, G10: without a runner the cron is woken and is as quick."""
    with (
        Database("cron", template=ready) as database,
        Server(database, *CRON_ONLY) as server,
    ):
        assert database.dispatcher() == "cron"
        assert _post_one_after_the_other(database, server) < LONGEST_SECONDS
        wait_until_done(database, len(MILESTONES) * len(PARCELS))
        assert database.value("SELECT count(*) FROM queue_job") == 0


def test_sweeper_finds_lost_wake_ups(full):
    """N15: due messages that nobody was woken for are found by the sweeper."""
    with Database("sweeper", template=full) as database:
        # As after a crash between commit and wake-up: all due, no trigger, and the
        # drain's own turn is far away.
        database.query("DELETE FROM ir_cron_trigger")
        database.query(
            "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' + CASE"
            " WHEN cron_name LIKE '%find due messages%' THEN interval '-1 s'"
            " ELSE interval '1 day' END"
        )
        with Server(database, *CRON_ONLY):
            wait_until_resumed(database, WAITING * 10)
        assert database.states() == {"processed": WAITING * 5, "duplicate": WAITING * 5}
