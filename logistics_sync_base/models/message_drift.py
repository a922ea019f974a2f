# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncMessage(models.Model):
    """A partner whose documents changed is one question, not one per document."""

    _inherit = "logistics.sync.message"

    is_drift = fields.Boolean(
        string="Not as Agreed",
        readonly=True,
        help="It was refused because it is not as agreed; one question at its "
        "connector stands for all such documents.",
    )

    _drift_index = models.Index("(connector_id) WHERE is_drift AND state = 'exception'")

    def _open_question(self, code, sentence, error):
        if code != "schema_drift":
            return super()._open_question(code, sentence, error)
        self.is_drift = True
        findings = getattr(error, "findings", None) or []
        return self.env["logistics.sync.exception"]._raise_drift(
            "schema_drift",
            sentence,
            self,
            {finding.path for finding in findings},
        )

    def _note_news(self, connector, context):
        """Tell once that documents hold fields nobody agreed on; they go on."""
        if not context.news:
            return
        places = sorted(context.news)
        self.env["logistics.sync.exception"]._raise_drift(
            "schema_news",
            self.env._(
                "%(connector)s now sends fields nobody agreed on: %(fields)s. The "
                "documents are processed without them.",
                connector=connector.name,
                fields=", ".join(places[:10]),
            ),
            self[:1],
            set(places),
            count=max(context.news.values()),
        )
