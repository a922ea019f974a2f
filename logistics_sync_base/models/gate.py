# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass
from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..core.breaker import FOREVER, Breaker
from ..core.gate import Gate, Hold, Rules
from ..core.throttle import Usage

# Of the connector: what its gate goes by.
RULE_FIELDS = (
    "call_rate",
    "call_burst",
    "calls_per_hour",
    "calls_per_day",
    "calls_at_once",
    "breaker_failures",
    "breaker_cool_down",
    "connect_timeout",
    "read_timeout",
    "timezone",
)
TIMES = ("open_until", "probe_until", "held_until", "held_since", "closed_until")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A gate as it was read at ``now``, seconds of the database's clock."""

    gate: Gate
    rules: Rules
    now: float
    last_outage_end: float | None = None

    @property
    def is_closed(self):
        """Whether nobody may enter now."""
        return self.gate.closed_until > self.now

    @property
    def is_plain(self):
        """Whether calls may pass without anything being reserved or written."""
        return (
            self.gate.breaker.state == "closed"
            and not self.is_closed
            and not self.rules.limits.are_set
        )


class LogisticsSyncGate(models.Model):
    """What all workers know of the way to one partner: breaker, limits, calls.

    One row for each connector, changed under its lock and on the database's clock, so
    that any number of processes on any number of machines share it.
    """

    _name = "logistics.sync.gate"
    _description = "Gate Before a Partner"
    _rec_name = "connector_id"
    _log_access = False

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    state = fields.Selection(
        [
            ("closed", "Calls go out"),
            ("open", "Calls stopped"),
            ("half_open", "One call on trial"),
        ],
        string="Calls to the Partner",
        required=True,
        default="closed",
        readonly=True,
    )
    failures = fields.Integer(
        string="Failures in a Row", required=True, default=0, readonly=True
    )
    open_until = fields.Datetime(string="Next Trial", readonly=True)
    probe_token = fields.Char(readonly=True, groups=NO_ACCESS)
    probe_until = fields.Datetime(readonly=True, groups=NO_ACCESS)
    held_until = fields.Datetime(
        readonly=True, help="A limit is reached: nothing leaves before."
    )
    held_since = fields.Datetime(readonly=True)
    hold_reason = fields.Selection(
        [
            ("rate", "Calls a minute"),
            ("hour", "Calls an hour"),
            ("day", "Calls a day"),
            ("at_once", "Calls at the same time"),
            ("asked", "The partner asked to wait"),
        ],
        string="Limit",
        readonly=True,
    )
    closed_until = fields.Datetime(readonly=True, groups=NO_ACCESS)
    usage = fields.Json(readonly=True, groups=NO_ACCESS)
    slots = fields.Json(readonly=True, groups=NO_ACCESS)

    _connector_unique = models.UniqueIndex(
        "(connector_id)", "This connector has a gate already."
    )

    def init(self):
        """Rows for connectors that were there before gates were."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_gate
                          (connector_id, company_id, state, failures)
                   SELECT id, company_id, 'closed', 0 FROM logistics_sync_connector
                       ON CONFLICT (connector_id) DO NOTHING"""
            )
        )

    def _is_by_hand(self):
        """Whether only a person opens the way again."""
        self.ensure_one()
        return bool(self.open_until and self.open_until >= as_datetime(FOREVER))

    # ------------------------------------------------------- the row itself
    @api.model
    @api.private
    def _read_snapshot(self, connector, lock=False):
        """The gate of a connector, locked until the transaction ends or just read.

        Its rules come from the same row of the database, not from what this process
        may remember. Raises a serialization failure when another worker changed the
        gate meanwhile.
        """
        connector.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """SELECT g.state, g.failures, g.probe_token, g.hold_reason, g.usage,
                          g.slots, %(times)s,
                          extract(epoch FROM clock_timestamp())::float8,
                          (SELECT extract(epoch FROM max(COALESCE(ended_at,
                                    clock_timestamp() AT TIME ZONE 'UTC')))::float8
                             FROM logistics_sync_outage o
                            WHERE o.connector_id = g.connector_id),
                          %(settings)s
                     FROM logistics_sync_gate g
                     JOIN logistics_sync_connector c ON c.id = g.connector_id
                    WHERE g.connector_id = %(connector)s %(lock)s""",
                times=SQL(", ").join(
                    SQL("extract(epoch FROM %s)::float8", SQL.identifier("g", name))
                    for name in TIMES[:-1]
                ),
                settings=SQL(", ").join(
                    SQL.identifier("c", name) for name in RULE_FIELDS
                ),
                connector=connector.id,
                lock=SQL("FOR NO KEY UPDATE OF g") if lock else SQL(),
            )
        )
        if not rows:
            return self._make_row(connector, lock)
        [(state, failures, token, reason, usage, slots, *rest)] = rows
        open_until, probe_until, until, since, now, ended, *settings = rest
        settings = dict(zip(RULE_FIELDS, settings, strict=True))
        gate = Gate(
            Breaker(state, failures, open_until, token, probe_until),
            Usage.load(usage),
            Hold(until or 0.0, since or 0.0, reason),
            slots or {},
        )
        return Snapshot(gate, connector._get_gate_rules(settings), now, ended)

    def _make_row(self, connector, lock):
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_gate
                          (connector_id, company_id, state, failures)
                   VALUES (%s, %s, 'closed', 0)
                       ON CONFLICT (connector_id) DO NOTHING""",
                connector.id,
                connector.company_id.id,
            )
        )
        return self._read_snapshot(connector, lock)

    @api.model
    @api.private
    def _write_gate(self, connector, gate):
        """Store a gate that was read with its lock."""
        breaker, hold = gate.breaker, gate.hold
        times = {
            "open_until": breaker.open_until,
            "probe_until": breaker.probe_until,
            "held_until": hold.until or None,
            "held_since": hold.since or None,
            "closed_until": gate.closed_until or None,
        }
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_gate
                      SET state = %(state)s, failures = %(failures)s,
                          probe_token = %(probe)s, hold_reason = %(reason)s,
                          usage = %(usage)s, slots = %(slots)s, %(times)s
                    WHERE connector_id = %(connector)s""",
                state=breaker.state,
                failures=breaker.failures,
                probe=breaker.probe,
                reason=hold.reason,
                usage=fields.Json().convert_to_column(gate.usage.dump(), self),
                slots=fields.Json().convert_to_column(dict(gate.slots), self),
                times=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), as_datetime(times[name]))
                    for name in TIMES
                ),
                connector=connector.id,
            )
        )
        self.invalidate_model()


def as_datetime(seconds):
    """Naive UTC with microseconds for the database, or None."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
