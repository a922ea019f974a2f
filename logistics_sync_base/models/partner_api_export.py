# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core.refusal import Answer, Refusal
from ..core.watermark import Watermark
from .export_reader import DATASETS

MAX_ROWS = 5000


class LogisticsSyncPartnerApi(models.AbstractModel):
    """Changes of the company since a mark, for whoever has a token for that.

    A token to post or fetch documents does not open it: it belongs to one partner, and
    the figures here are those of all.
    """

    _inherit = "logistics.sync.partner.api"

    @api.model
    @api.private
    def _export(self, connector, arrival, dataset, parameters):
        """Rows of a dataset that changed since the mark in the query."""
        self._authorize(connector, arrival, ("read_token",))
        if dataset not in DATASETS:
            raise Refusal(
                404,
                "unknown_dataset",
                "Unknown dataset",
                f"There is no dataset {dataset[:40]}.",
                remedy=f"Known datasets: {', '.join(DATASETS)}.",
            )
        self._check_names(parameters, ("since", "limit"))
        limit = self._get_number(parameters, "limit", 1000, MAX_ROWS) or 1
        try:
            since = Watermark.parse(parameters.get("since", ""))
        except ValueError as error:
            raise Refusal(
                400,
                "bad_parameter",
                "Parameter not usable",
                "since is not a mark that an earlier answer told.",
                field="since",
                remedy="Send next_since of the last answer, or leave it out.",
            ) from error
        rows, mark, more = self.env["logistics.sync.export.reader"]._read(
            dataset, connector, since, limit
        )
        return Answer(
            200,
            {
                "dataset": dataset,
                "rows": rows,
                "next_since": str(mark),
                "more": more,
                "correlation_id": arrival.trace,
            },
        )
