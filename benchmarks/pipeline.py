# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""10,000 carrier events from committed message to shipment state, by one worker.

Compared with OCA edi_core_oca exchange records processed one by one and with one
queue_job job per event, both doing the same shipment write (see ``_references``), in
the same run on the same database. The references run on fewer events, half of them
before ours and half after it, so that a machine that slows down weighs on all alike.
"""

import _floor
import _inbox
import _references
import _shipments
import _stage
import _workload

ADDONS = ("edi_core_oca",)
EVENTS, PARCELS = 10_000, 2_000
REFERENCE_EVENTS, REFERENCE_PARCELS = 500, 100
ROUNDS = 2
GOAL = 10


def parcels(prefix, count):
    """Tracking numbers that no other part of the benchmark uses."""
    return [f"1ZBENCH{prefix}{number:07d}" for number in range(count)]


def main():
    """Measure, check the results, print; the last line is the ratio."""
    registry = _references.open_registry()
    workload = _workload.make(parcels("OUR", PARCELS), EVENTS, seed=19)
    others = {
        (name, turn): _workload.make(
            parcels(f"{name}{turn}", REFERENCE_PARCELS), REFERENCE_EVENTS, seed=turn
        )
        for name in ("EDI", "JOB")
        for turn in range(ROUNDS)
    }
    print(f"{PARCELS} parcels, {EVENTS} events, of which {workload.facts} are news")
    with _stage.environment(registry) as env:
        for one in (workload, *others.values()):
            _shipments.ship(env, list(one.final_milestone))
        connector = _inbox.make_connector(env)
        _inbox.receive(connector, workload.documents)
        waiting = receive_others(env, others)
    _stage.settle(registry)

    seconds = {"EDI": [], "JOB": []}
    measure_others(registry, others, waiting, seconds, turn=0)
    ours = measure_ours(registry, workload)
    measure_others(registry, others, waiting, seconds, turn=1)
    raw = measure_floor(registry, connector.id, workload)
    report(ours, raw, {name: sum(found) / ROUNDS for name, found in seconds.items()})


def receive_others(env, others):
    """What each reference has to do, committed."""
    jobs = {
        key: _references.receive_by_jobs(env, one.documents)
        for key, one in others.items()
        if key[0] == "JOB"
    }
    edi = _references.receive_by_edi(
        env, {key: one.documents for key, one in others.items() if key[0] == "EDI"}
    )
    return {**jobs, **edi}


def measure_others(registry, others, waiting, seconds, turn):
    """Time both references on their share of this turn."""
    for name, process in (
        ("EDI", _references.process_by_edi),
        ("JOB", _references.process_by_jobs),
    ):
        with _stage.environment(registry) as env:
            with _stage.stopwatch() as taken:
                process(env, waiting[name, turn])
            _shipments.check(env, others[name, turn])
        seconds[name].append(taken[0] / REFERENCE_EVENTS)


def measure_ours(registry, workload):
    """Seconds per event of the drain, as a worker runs it."""
    with _stage.environment(registry) as env:
        with _stage.stopwatch() as taken:
            claimed = env["logistics.sync.message"]._drain("operational")
        assert claimed == EVENTS, claimed
        _inbox.check(env, workload)
        _shipments.check(env, workload)
    return taken[0] / EVENTS


def measure_floor(registry, connector_id, workload):
    """Seconds per event of PostgreSQL alone."""
    with _stage.environment(registry) as env:
        connector = env["logistics.sync.connector"].browse(connector_id)
        _floor.reset(env, workload)
        with _stage.stopwatch() as taken:
            _floor.run(env, connector, workload)
        _floor.check(env, workload)
    return taken[0] / EVENTS


def report(ours, raw, others):
    """The figures, then the one line that is read."""
    rows = [
        ("Logistics Sync, one worker", ours),
        ("edi_core_oca, record by record", others["EDI"]),
        ("queue_job, one job per event", others["JOB"]),
        ("raw SQL: COPY and one update", raw),
    ]
    for name, each in rows:
        print(f"{name:32} {each * 1000:9.3f} ms/event {1 / each:10.0f} events/s")
    print(f"share of the raw SQL floor: {raw / ours:.1%}")
    print(f"ratio {min(others.values()) / ours:.1f} goal {GOAL}")


if __name__ == "__main__":
    main()
