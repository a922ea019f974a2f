# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

# Enough to see what was sent; the whole document is one click away.
MOST_TEXT = 2000


class LogisticsSyncEvent(models.Model):
    """The audit trail of one event, put together from rows that never change."""

    _inherit = "logistics.sync.event"

    audit_html = fields.Html(
        compute="_compute_audit_html", string="Audit Trail", sanitize=False
    )

    def _insert_published(self, rows):
        events = super()._insert_published(rows)
        if events:
            data = self.env.cr.precommit.data
            if "logistics_sync.published" not in data:
                self.env.cr.precommit.add(self.browse()._note_published)
            data.setdefault("logistics_sync.published", []).extend(
                (event.id, event.state, event.company_id.id) for event in events
            )
        return events

    def _note_published(self):
        """What one transaction told is one entry a company."""
        told = self.env.cr.precommit.data.pop("logistics_sync.published", [])
        entries = self.env["logistics.sync.audit.entry"]
        for company_id in dict.fromkeys(line[2] for line in told):
            lines = [line[:2] for line in told if line[2] == company_id]
            events = self.browse([line[0] for line in lines])
            company = self.env["res.company"].browse(company_id)
            entries._note_set("publishing", events, company, lines)

    def _compute_audit_html(self):
        for event in self:
            event.audit_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.audit_trail", {"stages": event._get_audit_trail()}
            )

    # ----------------------------------------------------------------- trail
    def _get_audit_trail(self):
        """The four stages: dicts of stage, at, actor, before, after, sealed, note."""
        self.ensure_one()
        return [
            *self._get_creation(),
            *self._get_transformation(),
            *self._get_approvals(),
            *self._get_postings(),
        ]

    def _find_entries(self, record):
        """Entries of sets that cover a record, with the words of its line."""
        if not record:
            return []
        found = (
            self.env["logistics.sync.audit.entry"]
            .sudo()
            .search(
                [
                    ("res_model", "=", record._name),
                    ("last_id", ">=", record.id),
                    ("first_id", "<=", record.id),
                ],
                order="id",
            )
        )
        result = []
        for entry in found:
            for line in (entry.covered or "").splitlines():
                words = line.split("|")
                if words[0] == str(record.id):
                    result.append((entry, words))
        return result

    def _get_creation(self):
        message = self.message_id.sudo()
        if not message:
            return [
                self._get_stage("creation", entry, after=self.env._("Told by Odoo"))
                for entry, __ in self._find_entries(self)
                if entry.stage == "publishing"
            ]
        entry = next((entry for entry, __ in self._find_entries(message)), None)
        return [
            {
                **self._get_stage("creation", entry),
                "at": message.received_at,
                "actor": message.connector_id.name,
                "after": self.env._(
                    "Message %(id)s, %(size)s bytes, SHA-256 %(digest)s",
                    id=message.public_id,
                    size=message.body_size,
                    digest=message.body_sha256,
                ),
            }
        ]

    def _get_transformation(self):
        """Each time its document was read, by which version of the mapping."""
        stages = []
        for entry, __ in self._find_entries(self.message_id):
            lines = (entry.documents or "").splitlines()
            told = [line.split("|") for line in lines]
            own = next((word for word in told if word[3:4] == [str(self.id)]), None)
            stages.append(
                {
                    **self._get_stage("transformation", entry),
                    "before": (self.message_id.body_text or "")[:MOST_TEXT],
                    "after": (self.canonical_text or "")[:MOST_TEXT],
                    "note": self._tell_mapping(own and int(own[2])),
                    "digest": own and own[4],
                }
            )
        return stages

    def _tell_mapping(self, mapping_id):
        mapping = self.env["logistics.sync.mapping"].sudo().browse(mapping_id or 0)
        if mapping_id and mapping.exists():
            return self.env._("Read with %s", mapping.display_name)
        return self.env._("In our own format: nothing was transformed")

    def _get_approvals(self):
        """Who approved the rules that applied, and what came of the event."""
        stages = []
        for record in self._get_approved_records():
            entries = (
                self.env["logistics.sync.audit.entry"]
                .sudo()
                .search(
                    [
                        ("res_model", "=", record._name),
                        ("res_id", "in", record.ids),
                        ("stage", "=", "approval"),
                    ],
                    order="id",
                )
            )
            stages += [self._get_change(entry) for entry in entries]
        if not stages:
            stages = [
                {
                    **self._get_stage("approval", None),
                    "at": self.received_at,
                    "note": self.env._("Nothing here needed an approval"),
                }
            ]
        return stages

    def _get_approved_records(self):
        """Recordsets whose approvals led to what this event did; addons add theirs."""
        self.ensure_one()
        document = self._get_document()
        mapping = self.message_id.sudo().mapping_id
        return [records for records in (mapping, document) if records]

    def _get_change(self, entry):
        content = entry.content or {}
        return {
            **self._get_stage("approval", entry),
            "before": self._tell(content.get("before")),
            "after": self._tell(content.get("after")),
            "note": f"{entry.subject}: {entry.summary}",
        }

    def _tell(self, values):
        return ", ".join(f"{name}: {value}" for name, value in (values or {}).items())

    def _get_postings(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        stages, before = [], "pending"
        for entry, words in self._find_entries(self):
            if entry.stage != "posting":
                continue
            state = words[1]
            stages.append(
                {
                    **self._get_stage("posting", entry),
                    "before": labels.get(before, before),
                    "after": labels.get(state, state),
                    "note": self._tell_document(*words[2:4]),
                }
            )
            before = state
        return stages

    def _tell_document(self, model="", number=""):
        if not model or model not in self.env:
            return ""
        record = self.env[model].sudo().browse(int(number or 0)).exists()
        kind = self.env["ir.model"]._get(model).sudo().name
        return f"{kind} {record.display_name}" if record else f"{kind} {number}"

    def _get_stage(self, stage, entry, **values):
        labels = {
            "creation": self.env._("Creation"),
            "transformation": self.env._("Transformation"),
            "approval": self.env._("Approval"),
            "posting": self.env._("Posting"),
        }
        return {
            "stage": stage,
            "label": labels[stage],
            "at": entry and entry.at,
            "actor": entry and entry.actor or "",
            "before": "",
            "after": "",
            "note": "",
            "digest": None,
            "is_sealed": bool(entry and entry.seal_id),
        } | values
