# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..core.masking import mask_error
from ..core.reference_rows import ReferenceListError, read_reference_rows
from ..exceptions import SyncError
from .exception import OPEN_STATES


class LogisticsSyncReferenceList(models.Model):
    """Lists the partner keeps up to date: read again from where it puts them."""

    _inherit = "logistics.sync.reference.list"

    source_path = fields.Char(
        string="Read Again From",
        help="A path of the partner's web interface, such as codes/carriers, or a file "
        "in a subfolder of its folder, such as codes/carriers.csv.",
    )
    source_days = fields.Integer(string="Every (Days)", default=7)
    source_read_at = fields.Datetime(string="Last Looked", readonly=True)
    source_problem = fields.Char(string="Problem", readonly=True)

    _source_days = models.Constraint(
        "CHECK(source_days > 0)", "A list is read again after one day or more."
    )

    @api.constrains("source_path", "connector_id")
    def _check_source_path(self):
        for group in self.filtered("source_path"):
            parts = group.source_path.split("/")
            is_file = group.connector_id.transport == "folder"
            if "://" in group.source_path or ".." in parts or parts[0] == "":
                raise ValidationError(
                    self.env._(
                        "“%s”: write a path below the partner's address, without .. "
                        "and without a host.",
                        group.source_path,
                    )
                )
            if is_file and len(parts) < 2:
                raise ValidationError(
                    self.env._(
                        "“%s”: name a file in a subfolder, such as codes/carriers.csv. "
                        "Files of the folder itself are documents.",
                        group.source_path,
                    )
                )

    @api.model
    @api.private
    def _find_due_sources(self, company, now):
        """Lists of a company that are to be read again, the oldest first."""
        found = self.search(
            Domain("company_id", "=", company.id)
            & Domain("source_path", "not in", (False, ""))
            & Domain("connector_id.state", "!=", "paused")
            # Whose calls are stopped is asked when they go out again.
            & Domain("connector_id.gate_ids.state", "=", "closed"),
        )
        return found.filtered(
            lambda group: (
                not group.source_read_at
                or group.source_read_at + timedelta(days=group.source_days) <= now
            )
        ).sorted(lambda group: (str(group.source_read_at or ""), group.id))

    @api.private
    def _read_source(self):
        """Read a list from its source; whether that worked. What failed is asked."""
        self.ensure_one()
        questions = self.env["logistics.sync.exception"].sudo()
        try:
            rows = self._parse_source(self._fetch_source())
        except (OSError, ImportError, ValueError, SyncError, UserError) as error:
            text = mask_error(error)
            self._keep_source(text)
            questions._raise_for(
                "reference_list_unread",
                self.env._(
                    "The codes (%(kind)s) of %(connector)s could not be read from "
                    "%(path)s: %(error)s",
                    kind=self._get_kind_name(),
                    connector=self.connector_id.name,
                    path=self.source_path,
                    error=text,
                ),
                connector=self.connector_id,
                subject=self,
            )
            return False
        self._feed(self.connector_id, rows)
        self._keep_source(False)
        questions.search(
            [
                ("dedup_key", "=", f"{self._name}:{self.id}:reference_list_unread"),
                ("state", "in", OPEN_STATES),
            ]
        )._resolve("automatic", self.env._("The list could be read again."))
        return True

    def _keep_source(self, problem):
        self.write({"source_read_at": fields.Datetime.now(), "source_problem": problem})

    def _get_kind_name(self):
        return dict(self._selection_kind()).get(self.kind, self.kind).lower()

    def _fetch_source(self):
        """Bytes of the list as the partner has it now."""
        connector = self.connector_id
        if not connector._can("fetch"):
            raise UserError(
                self.env._(
                    "Lists can be read again from partners with a web interface that "
                    "we ask, or with a folder."
                )
            )
        return connector._get_adapter().fetch(self.source_path)

    def _parse_source(self, body):
        """Rows of this kind; rows that say they are of another kind are a fault."""
        try:
            rows = read_reference_rows(body)
        except ReferenceListError as error:
            raise ValueError(str(error)) from error
        known = {self.kind, self._get_kind_name(), ""}
        for number, row in enumerate(rows, 1):
            if row.kind not in known:
                raise ValueError(
                    self.env._(
                        "Entry %(number)s (%(code)s) is of the kind “%(kind)s”; this "
                        "list is for %(own)s.",
                        number=number,
                        code=row.code,
                        kind=row.kind,
                        own=self._get_kind_name(),
                    )
                )
        return [replace(row, kind=self.kind) for row in rows]

    def action_read_source(self):
        """Button: look now."""
        self.ensure_one()
        self.check_access("write")
        if not self.source_path:
            raise UserError(self.env._("Say first where the partner puts the list."))
        self.sudo()._read_source()


class LogisticsSyncBatchJob(models.Model):
    """Partners' lists of codes are read again, when due."""

    _inherit = "logistics.sync.batch.job"

    code = fields.Selection(
        selection_add=[("references", "Read partners' lists of codes again")],
        ondelete={"references": "cascade"},
    )

    @api.model
    def _prepare_jobs(self):
        return [
            *super()._prepare_jobs(),
            {
                "code": "references",
                "name": self.env._("Reference lists"),
                "every": "day",
                "run_hour": 1.0,
            },
        ]

    def _batch_references(self, run):
        """Read each list that is due; one that fails holds up no other."""
        lists = self.env["logistics.sync.reference.list"].sudo()
        due = lists._find_due_sources(self.company_id, fields.Datetime.now())
        run.total_count = run.done_count + len(due)
        yield 0, 0
        # No transaction is open while the partner is waited for.
        for group in due.with_context(logistics_sync_polling=True):
            yield 1, 0 if group._read_source() else 1
