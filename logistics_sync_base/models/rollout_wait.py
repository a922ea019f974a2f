# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, split_every

from ..codec.json_document import as_json
from .rollout_switching import MANAGER_GROUP

# Facts looked at together: each of them is read.
SLICE = 1000
COLUMNS = (
    "event_id",
    "message_id",
    "connector_id",
    "company_id",
    "event_type_id",
    "rule_id",
    "since",
)


class LogisticsSyncRolloutWait(models.Model):
    """A fact that came before its flow was rolled out where it belongs."""

    _name = "logistics.sync.rollout.wait"
    _description = "Fact Not Rolled Out Yet"
    _order = "since, id"
    _rec_name = "event_id"
    _log_access = False

    event_id = fields.Many2one(
        "logistics.sync.event", required=True, readonly=True, ondelete="cascade"
    )
    message_id = fields.Many2one(
        "logistics.sync.message", readonly=True, ondelete="cascade", index=True
    )
    reference = fields.Char(related="event_id.reference", string="About")
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Told By",
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    event_type_id = fields.Many2one(
        "logistics.sync.event.type", string="Flow", readonly=True, ondelete="cascade"
    )
    rule_id = fields.Many2one(
        "logistics.sync.rollout.rule",
        string="Held By",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    since = fields.Datetime(required=True, readonly=True)
    ended_at = fields.Datetime(readonly=True, string="Taken Up")
    event_state = fields.Selection(related="event_id.state", string="Fact")

    _event_unique = models.UniqueIndex("(event_id)", "A fact is held once.")
    _open_index = models.Index("(company_id, event_id) WHERE ended_at IS NULL")

    @api.model
    def _hold(self, held):
        """Keep {event: id of the switch that is off}; since when stays as it was."""
        now = fields.Datetime.now()
        rows = [
            {
                "event_id": event.id,
                "message_id": event.message_id.id,
                "connector_id": event.connector_id.id,
                "company_id": event.company_id.id,
                "event_type_id": event.event_type_id.id,
                "rule_id": rule_id,
                "since": now,
            }
            for event, rule_id in held.items()
        ]
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_rollout_wait (%(columns)s)
                   SELECT %(columns)s FROM json_populate_recordset(
                            NULL::logistics_sync_rollout_wait, %(rows)s)
                   ON CONFLICT (event_id) DO UPDATE
                      SET rule_id = EXCLUDED.rule_id, ended_at = NULL""",
                columns=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                rows=as_json(rows),
            )
        )
        self.invalidate_model()

    @api.model
    def _get_open_domain(self):
        return [("ended_at", "=", False), ("event_id.state", "=", "waiting")]

    @api.model
    @api.private
    def _find_ready(self, limit=None):
        """Facts that wait although they are switched on by now.

        ``limit`` is how many are looked at, the latest first.
        """
        waits = self.sudo().search(
            self._get_open_domain(), order="id desc", limit=limit
        )
        ready = []
        for some in split_every(SLICE, waits.ids, self.sudo().browse):
            for company, found in some.grouped("company_id").items():
                off = found.event_id.with_company(company)._find_not_rolled_out()
                ready += [wait.id for wait in found if wait.event_id.id not in off]
        return self.sudo().browse(ready)

    def _take_up(self, note):
        """Make these facts due, in sets; those that are still off wait on."""
        if self:
            self.write({"ended_at": fields.Datetime.now()})
            self.event_id._take_up(note)

    # -------------------------------------------------------------- buttons
    def _check_may_decide(self):
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(
                self.env._(
                    "Only an integration administrator decides about facts that came "
                    "before the rollout."
                )
            )
        self.check_access("read")

    def action_take_up(self):
        """Work on these facts now, as far as they are switched on."""
        self._check_may_decide()
        ready = self.sudo() & self._find_ready()
        if not ready:
            raise UserError(
                self.env._(
                    "None of these is switched on yet. Switch on what holds them "
                    "first, under Configuration, Rollout."
                )
            )
        ready._take_up(self.env._("Switched on; taken up by %s", self.env.user.name))
        return True

    def action_set_aside(self):
        """These facts stay on file and are never worked on."""
        self._check_may_decide()
        waits = self.sudo().filtered_domain(self._get_open_domain())
        if not waits:
            raise UserError(self.env._("None of these waits any more."))
        waits.ended_at = fields.Datetime.now()
        waits.event_id._ignore(
            self.env._("From before the rollout; set aside by %s", self.env.user.name)
        )
        return True

    def action_open_message(self):
        self.ensure_one()
        return self.message_id._get_records_action(context={})
