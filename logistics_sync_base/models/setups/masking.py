# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS

# In this order: what names people is remembered until it is looked for everywhere.
STEPS = (
    "secrets",
    "partners",
    "users",
    "messages",
    "events",
    "columns",
    "texts",
    "files",
    "sweep",
    "bodies",
)
BATCH = 200


class LogisticsSyncMasking(models.Model):
    """Turns a copy of a database into one for tests: nobody in it is anybody.

    Works in batches that a scheduled action commits one by one; one that was stopped
    goes on where it was. Cannot be undone, and never runs where production is.
    """

    _name = "logistics.sync.masking"
    _description = "Masking of a Test Database"
    _order = "id desc"
    _rec_name = "started_at"

    state = fields.Selection(
        [("running", "Running"), ("done", "Done")],
        required=True,
        readonly=True,
        default="running",
    )
    step = fields.Integer(readonly=True)
    last_id = fields.Integer(string="Last Record", readonly=True)
    done_count = fields.Integer(string="Records Masked", readonly=True)
    progress = fields.Float(compute="_compute_progress", string="Steps Done")
    started_by_id = fields.Many2one("res.users", readonly=True)
    started_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    finished_at = fields.Datetime(readonly=True)
    # Emptied at the end: it must not be the place where people are remembered.
    terms = fields.Json(groups=NO_ACCESS, copy=False)

    _one_running = models.UniqueIndex(
        "((true)) WHERE state = 'running'", "This database is being masked already."
    )

    @api.depends("step", "state")
    def _compute_progress(self):
        for masking in self:
            done = len(STEPS) if masking.state == "done" else masking.step
            masking.progress = 100 * done / len(STEPS)

    # ------------------------------------------------------------------ guards
    @api.model
    @api.private
    def _check_database(self):
        """Raise UserError wherever people are real: in production and in doubt."""
        environments = self.env["logistics.sync.environment"]
        here = environments._get_environment()
        if here not in ("test", "demo"):
            raise UserError(
                self.env._(
                    "This database is for production: nothing of it is masked. Copy "
                    "it, and say in the copy that it is for tests."
                )
            )
        if environments._is_copy():
            raise UserError(
                self.env._(
                    "Say first, under Configuration > Environment, that this copy is "
                    "for tests."
                )
            )
        live = self.env["logistics.sync.connector"].sudo()
        if live.search_count(
            [("environment", "=", "production"), ("state", "=", "live")], limit=1
        ):
            raise UserError(
                self.env._(
                    "Connectors of production are live here. Pause them all first, or "
                    "neutralize the copy (odoo-bin neutralize)."
                )
            )

    @api.model
    @api.private
    def _start(self, database):
        """Begin; ``database`` is the name of this database, as somebody typed it."""
        if not self.env.user._is_system():
            raise AccessError(
                self.env._(
                    "Only a system administrator (with access to Settings) can mask "
                    "a database."
                )
            )
        self._check_database()
        if (database or "").strip() != self.env.cr.dbname:
            raise UserError(
                self.env._("Type the name of this database, to be sure it is this one.")
            )
        # What is masked was sealed before: its hashes stay on record.
        self.env["logistics.sync.audit.seal"].sudo()._seal_all()
        masking = self.sudo().create({"started_by_id": self.env.uid, "terms": []})
        self.env["logistics.sync.audit.entry"]._note(
            "masking", self.env._("Masking for a test system begun"), masking
        )
        self.env.ref("logistics_sync_base.ir_cron_masking").sudo()._trigger()
        return masking

    # -------------------------------------------------------------------- work
    @api.model
    def _cron_mask(self):
        """Mask in batches until all is done; each batch is kept."""
        cron = self.env["ir.cron"]
        masking = self.sudo().search([("state", "=", "running")])
        while masking and masking.state == "running":
            count = masking._mask_next()
            if cron._commit_progress(count, remaining=1) <= 0:
                return
        cron._commit_progress(remaining=0)

    @api.private
    def _mask_next(self):
        """One batch of the step that is due; returns how many records it was."""
        self.ensure_one()
        self._check_database()
        name = STEPS[self.step]
        self.env.flush_all()
        last_id, count, terms = getattr(self, f"_mask_{name}")(self.last_id)
        values = {"last_id": last_id, "done_count": self.done_count + count}
        if terms:
            values["terms"] = sorted({*(self.terms or ()), *terms})
        if not last_id:
            values["step"] = self.step + 1
        self.write(values)
        self.env.flush_all()
        self.env.invalidate_all()
        if self.step == len(STEPS):
            self._finish()
        return count

    def _finish(self):
        self.write(
            {
                "state": "done",
                "step": len(STEPS) - 1,
                "terms": False,
                "finished_at": fields.Datetime.now(),
            }
        )
        self.env["logistics.sync.audit.entry"]._note(
            "masking",
            self.env._("Masking for a test system finished"),
            self,
            after={"records": self.done_count},
        )

    def action_view_all(self):
        """Button: how far it is."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_masking_action"
        )
