# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LogisticsSyncSubscription(models.Model):
    """Who is told which events, and in which form."""

    _name = "logistics.sync.subscription"
    _inherit = ["logistics.sync.cached.record"]
    _description = "Subscription"
    _order = "connector_id, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Tell",
        required=True,
        ondelete="cascade",
        index=True,
        help="The partner that gets the documents, by the way its connector sends.",
    )
    company_id = fields.Many2one(
        related="connector_id.company_id", store=True, index=True
    )
    event_type_ids = fields.Many2many(
        "logistics.sync.event.type",
        string="About",
        ondelete="restrict",
        help="Empty: every event of the company.",
    )
    source_connector_ids = fields.Many2many(
        "logistics.sync.connector",
        "logistics_sync_subscription_source_rel",
        ondelete="restrict",
        string="Only When Told By",
        help="Empty: whoever told us, and what happened in Odoo.",
    )
    include_own = fields.Boolean(
        string="Its Own Facts Too",
        help="Tell the partner also what it told us itself.",
    )
    condition_ids = fields.One2many(
        "logistics.sync.subscription.condition", "subscription_id", copy=True
    )
    format = fields.Selection(
        [
            ("canonical", "Our standard JSON"),
            ("cloudevents", "CloudEvents, one JSON document"),
            ("cloudevents_binary", "CloudEvents, details in the headers"),
            ("connector", "The partner's own documents"),
        ],
        required=True,
        default="canonical",
        help="The partner's own documents are written in the format of its connector, "
        "by the mapping the connector names for what it sends.",
    )
    batch_size = fields.Integer(
        string="Facts per Message",
        default=1,
        required=True,
        help="1: each fact leaves at once. More: facts are collected.",
    )
    batch_minutes = fields.Integer(
        string="Leave After (minutes)",
        default=5,
        required=True,
        help="Collected facts leave after this time, also when they are fewer.",
    )
    delivery_ids = fields.One2many("logistics.sync.delivery", "subscription_id")
    delivery_count = fields.Integer(compute="_compute_counts", string="Deliveries")
    waiting_count = fields.Integer(compute="_compute_counts", string="Collected")
    problem_count = fields.Integer(compute="_compute_counts", string="Not Delivered")

    _batch_positive = models.Constraint(
        "CHECK(batch_size BETWEEN 1 AND 5000 AND batch_minutes > 0)",
        "A message holds 1 to 5000 facts, and they leave after at least a minute.",
    )

    @api.constrains("format", "batch_size")
    def _check_batch(self):
        for subscription in self:
            if (
                subscription.format == "cloudevents_binary"
                and subscription.batch_size > 1
            ):
                raise ValidationError(
                    self.env._(
                        "With its details in the headers a message holds one fact. "
                        "Choose CloudEvents as one JSON document to collect facts."
                    )
                )

    def _compute_counts(self):
        deliveries = self.env["logistics.sync.delivery"]

        def count(*domain):
            return dict(
                deliveries._read_group(
                    [("subscription_id", "in", self.ids), *domain],
                    ["subscription_id"],
                    ["__count"],
                )
            )

        everything = count()
        waiting = count(("message_id", "=", False))
        problems = count(("message_id.state", "in", ("failed", "exception", "dead")))
        for subscription in self:
            subscription.delivery_count = everything.get(subscription, 0)
            subscription.waiting_count = waiting.get(subscription, 0)
            subscription.problem_count = problems.get(subscription, 0)

    # ------------------------------------------------------------- buttons
    def action_view_deliveries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_delivery_action"
        )
        action["domain"] = [("subscription_id", "=", self.id)]
        return action

    def action_view_problems(self):
        action = self.action_view_deliveries()
        action["domain"] += [
            ("message_id.state", "in", ("failed", "exception", "dead"))
        ]
        return action

    def action_flush(self):
        """Let what was collected leave now."""
        self.ensure_one()
        self.check_access("write")
        while self.sudo()._owe_next(everything=True):
            pass
