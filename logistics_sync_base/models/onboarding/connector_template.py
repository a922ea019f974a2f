# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What is the same for every partner of a kind. Neither addresses nor logins nor free
# headers: a template is handed around, and must not lead to anybody's system.
TEMPLATE_FIELDS = (
    *("kind", "transport", "outbound_transport", "format", "authentication"),
    *("adapter_code", "adapter_version", "channel", "priority", "code_list"),
    *("max_body_kib", "inbound_limit", "document_type_expression"),
    *("schema_version_header", "schema_version_expression", "finds_repeats"),
    *("folder_pattern", "folder_done", "folder_error", "folder_flag", "folder_unpack"),
    *("email_pattern", "broker_queue", "sign_outbound", "outbox_alert_hours"),
    *("rest_auth", "rest_key_name", "rest_key_path", "rest_items_path", "rest_paging"),
    *("rest_next_path", "rest_page_parameter", "rest_mark_parameter"),
    *("rest_mark_path", "rest_poll_path", "rest_send_path", "rest_send_method"),
    *("rest_id_path", "rest_check_path", "rest_faults_path", "honours_keys"),
    *("soap_strict", "soap_login", "soap_key", "soap_number_path"),
    *("soap_poll_operation", "soap_send_operation"),
    *("edi_policy", "edi_ta1", "edi_test_policy", "edi_version", "edi_sends_ack"),
    *("edi_expects_ack", "edi_ack_hours", "edi_new_lines", "edi_on_delimiter"),
    *("edi_partner_qualifier", "edi_our_qualifier", "edi_is_gateway"),
    *("edi_element_separator", "edi_segment_terminator", "edi_component_separator"),
    *("edi_repetition_separator", "edifact_directory", "edifact_syntax"),
    "edi_amount_controls",
    *("order_scope", "order_expression", "ack_expected", "ack_hours"),
    *("calls_at_once", "call_rate", "call_burst", "calls_per_hour", "calls_per_day"),
    *("connect_timeout", "read_timeout", "breaker_failures", "breaker_cool_down"),
    *("silence_watch", "silence_minutes", "slow_watch", "slow_seconds"),
    *("edi_accepted_versions", "external_id_path", "soap_key_path"),
    *("enquiry_path", "enquiry_items_path", "enquiry_key_path"),
    *("enquiry_number_path", "enquiry_404_is_no", "soap_enquiry_operation"),
    *("payload_policy", "is_payload_encrypted", "timezone", "offers_batch"),
)
# Records of catalogues that every database has, and what they are called by there.
TEMPLATE_LINKS = {
    "publish_type_ids": "code",
    "consume_type_ids": "code",
    "webhook_profile_id": "name",
    "retry_policy_id": "name",
}


class LogisticsSyncConnectorTemplate(models.Model):
    """How partners of one kind are usually connected; a new connector starts there.

    ``settings`` is {field of the connector: value}; links are written as the code or
    the name of what they lead to, so that they mean the same in every database.
    """

    _name = "logistics.sync.connector.template"
    _description = "Partner Template"
    _order = "sequence, name, id"

    name = fields.Char(string="Kind of Partner", required=True, translate=True)
    description = fields.Text(
        string="When to Choose It", translate=True, help="In words of the business."
    )
    guidance = fields.Text(
        string="Ask the Partner For",
        translate=True,
        help="What has to be known before the first step, one thing in a line.",
    )
    sequence = fields.Integer(default=50)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty: for every company of this database."
    )
    settings = fields.Json(readonly=True)
    settings_html = fields.Html(
        compute="_compute_settings_html", string="What a New Partner Starts With"
    )
    mapping_id = fields.Many2one(
        "logistics.sync.mapping",
        domain="[('state', '=', 'active'), ('direction', '=', 'in')]",
        help="Documents of a new partner are read with it, until it has its own.",
    )
    document_types = fields.Char(
        string="Documents",
        help="What partners of this kind send, such as 945, 944. Each needs a mapping "
        "before the partner is active. Empty: nothing is asked for.",
    )
    reference_kinds = fields.Char(
        string="Lists of Codes",
        help="Kinds of codes we ask the partner to list, such as service, carrier.",
    )
    trial_documents = fields.Integer(
        string="Documents in the Trial",
        default=3,
        required=True,
        help="So many have to pass from end to end with the partner's test system.",
    )
    onboarding_ids = fields.One2many("logistics.sync.onboarding", "template_id")
    onboarding_count = fields.Integer(compute="_compute_onboarding_count")

    _trial_positive = models.Constraint(
        "CHECK(trial_documents > 0)", "A trial needs at least one document."
    )

    @api.depends("onboarding_ids")
    def _compute_onboarding_count(self):
        for template in self:
            template.onboarding_count = len(template.onboarding_ids)

    @api.depends("settings")
    def _compute_settings_html(self):
        for template in self:
            template.settings_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.connector_template_settings",
                {"rows": template._tell_settings()},
            )

    def _tell_settings(self):
        """[(label, value as text)] of what a connector starts with."""
        self.ensure_one()
        connectors = self.env["logistics.sync.connector"]
        rows = []
        for name, value in (self.settings or {}).items():
            field = connectors._fields.get(name)
            if field is None or value in (False, None, "", []):
                continue
            if field.type == "selection":
                value = dict(field._description_selection(self.env)).get(value, value)
            elif isinstance(value, list):
                value = ", ".join(map(str, value))
            elif value is True:
                value = self.env._("Yes")
            rows.append((field._description_string(self.env), str(value)))
        return rows

    # -------------------------------------------------------------- settings
    @api.model
    def _get_template_fields(self):
        """Names of the connector's fields a template may say; addons add theirs."""
        return TEMPLATE_FIELDS

    @api.constrains("settings")
    def _check_settings(self):
        connectors = self.env["logistics.sync.connector"]
        allowed = {*self._get_template_fields(), *TEMPLATE_LINKS}
        for template in self:
            for name, value in (template.settings or {}).items():
                if name not in allowed:
                    raise ValidationError(
                        self.env._(
                            "A template cannot say “%s”: it holds neither addresses "
                            "nor logins nor secrets, only what all partners of a kind "
                            "have in common.",
                            name,
                        )
                    )
                field = connectors._fields[name]
                if field.type != "selection" or value in (False, None):
                    continue
                if value not in dict(field._description_selection(self.env)):
                    raise ValidationError(
                        self.env._(
                            "“%(value)s” is no choice for %(field)s.",
                            value=value,
                            field=field._description_string(self.env),
                        )
                    )

    @api.constrains("company_id", "mapping_id")
    def _check_mapping_company(self):
        for template in self:
            owner = template.mapping_id.company_id
            if owner and owner != template.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(mapping)s” is of %(company)s only, and so has to be a "
                        "template that reads with it.",
                        mapping=template.mapping_id.display_name,
                        company=owner.name,
                    )
                )

    def _prepare_connector(self):
        """Values of a connector that starts from this template."""
        self.ensure_one()
        connectors = self.env["logistics.sync.connector"]
        values = {}
        for name, value in (self.settings or {}).items():
            field = connectors._fields[name]
            if name not in TEMPLATE_LINKS:
                values[name] = value
                continue
            key = TEMPLATE_LINKS[name]
            wanted = value if isinstance(value, list) else [value]
            records = self.env[field.comodel_name].search([(key, "in", wanted)])
            many = field.type == "many2many"
            values[name] = [(6, 0, records.ids)] if many else records[:1].id
        if self.mapping_id:
            values["mapping_id"] = self.mapping_id.id
        return values

    def _get_document_types(self):
        """The names of the documents that need a mapping, in their order."""
        return _split(self.document_types)

    @api.constrains("reference_kinds")
    def _check_reference_kinds(self):
        known = self.env["logistics.sync.code.map"]._get_kind_names()
        for template in self:
            for kind in _split(template.reference_kinds):
                if kind not in known:
                    raise ValidationError(
                        self.env._(
                            "“%(kind)s” is no list of codes. There are: %(known)s.",
                            kind=kind,
                            known=", ".join(known),
                        )
                    )

    def _get_reference_kinds(self):
        """The kinds there still are: an addon that had others may be gone."""
        known = self.env["logistics.sync.code.map"]._get_kind_names()
        return [kind for kind in _split(self.reference_kinds) if kind in known]

    def action_start(self):
        """Button: begin to connect a partner of this kind."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect a Partner"),
            "res_model": "logistics.sync.onboarding",
            "view_mode": "form",
            "context": {"default_template_id": self.id},
        }


def _split(text):
    """The parts between commas, without empty ones."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]
