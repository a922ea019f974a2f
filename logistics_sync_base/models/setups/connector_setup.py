# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from .setup_reading import CHILDREN
from .versioned import APPLIED, APPLYING

# What tells where a partner is and who we are there: other ones in each environment.
PLACES = {
    *("extra_hosts", "s3_endpoint", "s3_region", "email_to", "email_senders"),
    *("allowed_addresses", "sftp_host_key", "trusted_authorities", "webhook_jwks"),
    *("proxy_login", "oauth_client", "oauth_scope", "rest_headers"),
}
# The place of the connector itself, which no setup changes.
FIXED = ("code", "environment", "state", "active", "sequence")
# Lists of the connector, and the field of each that points to it.
LISTS = {
    "documents": "document_ids",
    "codes": "code_map_ids",
    "versions": "version_ids",
    "retries": "retry_rule_ids",
    "flows": "flow_override_ids",
    "samples": "sample_ids",
}
# What belongs to it and is no list of it.
BESIDE = {
    "subscriptions": "logistics.sync.subscription",
    "data_classes": "logistics.sync.data.class",
    "retention": "logistics.sync.retention.rule",
}
GOVERNED = ("connector", "addresses", "local", "documents", "place")
# What means something in this database, for this connector, only.
AT_HOME = ("local", "place")


class LogisticsSyncConnector(models.Model):
    """All that a partner's connector is set up as, without secrets and traffic."""

    _name = "logistics.sync.connector"
    _inherit = [
        "logistics.sync.connector",
        "logistics.sync.versioned",
        "mail.activity.mixin",
    ]

    @api.model
    def _is_place(self, name):
        return name in PLACES or name.endswith("_url")

    @api.model
    def _get_setup_fields(self):
        setups = self.env["logistics.sync.setup"]
        names = {field.name for field in setups._get_fields(self._name, FIXED)}
        return names | {"document_ids"}

    # ---------------------------------------------------------------- reading
    @api.private
    def _get_setup(self):
        self.ensure_one()
        connector = self.sudo().with_context(active_test=False)
        connector.env.flush_all()
        connector.invalidate_recordset(list(LISTS.values()))
        setups = self.env["logistics.sync.setup"]
        values = setups._read(connector, FIXED)
        if connector.webhook_jwks_url:
            # Fetched there and renewed by the partner: nobody here set them up.
            values.pop("webhook_jwks")
        setup = {
            "connector": {n: v for n, v in values.items() if not self._is_place(n)},
            "addresses": {n: v for n, v in values.items() if self._is_place(n)},
            "local": setups._read_local(connector, FIXED),
            "place": self._get_place(),
        }
        for name, field in LISTS.items():
            rows = connector[field]
            if "active" in rows._fields:
                rows = rows.filtered("active")
            setup[name] = setups._read_rows(rows, "connector_id")
        for name, model in BESIDE.items():
            children = CHILDREN.get(model, ())
            rows = connector.env[model].search([("connector_id", "=", self.id)])
            if "active" in rows._fields:
                rows = rows.filtered("active")
            setup[name] = setups._read_rows(rows, "connector_id", children)
        return setup

    def _get_place(self):
        """Where an approval counts; no setup brings a connector elsewhere."""
        return {"environment": self.environment, "company": self.company_id.id}

    def _is_of_here(self, setup):
        return setup.get("place") == self._get_place()

    @api.model
    @api.private
    def _get_governed(self, setup):
        """Codes have a review of their own, and so have versions of mappings."""
        return {
            name: without_digests(setup[name]) for name in GOVERNED if name in setup
        }

    @api.model
    @api.private
    def _merge_proposed(self, current, proposed):
        """A mapping that has a newer version meanwhile keeps it."""
        known = {ref["name"]: ref for ref in find_references(current)}
        parts = {name: proposed[name] for name in GOVERNED}
        return current | with_references(parts, known)

    @api.private
    def _get_way_back(self, current, version):
        """What no version changed since, such as codes learnt meanwhile, stays."""
        changed = set(GOVERNED)
        for later in self._get_versions(("number", ">", version.number)):
            before = later.before or {}
            changed |= {n for n, p in later.content.items() if p != before.get(n)}
        kept = {n: part for n, part in current.items() if n not in changed}
        return version.content | kept

    # --------------------------------------------------------------- applying
    @api.private
    def _apply_setup(self, setup):
        """Write what differs; mappings it names count again in the version it names."""
        self.ensure_one()
        company = self.company_id
        self._activate_mappings(setup, company)
        connector = (
            self.sudo()
            .with_context(active_test=False, **{APPLYING: APPLIED})
            .with_company(company)
        )
        values = self._prepare_setup(setup, company)
        current = connector._get_setup()
        for name, field in LISTS.items():
            if name not in setup:
                continue
            rows = connector[field]
            if commands := self.env["logistics.sync.setup"]._prepare_rows(
                rows, "connector_id", setup[name], company
            ):
                values[field] = commands
        flat = current["connector"] | current["addresses"]
        told = setup.get("connector", {}) | setup.get("addresses", {})
        values = {
            name: value
            for name, value in values.items()
            if name not in told or flat.get(name) != told[name]
        }
        if values:
            connector.write(values)
        connector._apply_beside(setup, company)

    @api.model
    def _prepare_setup(self, setup, company):
        setups = self.env["logistics.sync.setup"]
        values = {}
        for name in ("connector", "addresses"):
            values |= setups._prepare(self._name, setup.get(name) or {}, company, FIXED)
        return values | setups._prepare_local(self._name, setup.get("local"))

    def _apply_beside(self, setup, company):
        setups = self.env["logistics.sync.setup"]
        for name, model in BESIDE.items():
            if name not in setup:
                continue
            children = CHILDREN.get(model, ())
            rows = self.env[model].search([("connector_id", "=", self.id)])
            commands = setups._prepare_rows(
                rows, "connector_id", setup[name], company, children
            )
            for command, key, row in commands:
                if command == 0:
                    rows.create({**row, "connector_id": self.id})
                elif command == 1:
                    rows.browse(key).write(row)
                else:
                    rows.browse(key).unlink()

    @api.model
    def _activate_mappings(self, setup, company):
        mappings = self.env["logistics.sync.mapping"]
        for told in find_references(setup):
            found = mappings._find_setup(told["name"], told["digest"], company)
            if not found:
                raise UserError(
                    self.env._(
                        "The version of “%s” that belongs to it is not here any more.",
                        told["name"],
                    )
                )
            if found.state != "active":
                found._check_works()
                found._activate()


def _is_reference(node):
    return (
        isinstance(node, dict)
        and node.keys() == {"name", "digest"}
        and all(isinstance(text, str) for text in node.values())
    )


def find_references(node):
    """The references to mappings in a setup, each once."""
    found, left = {}, [node]
    while left:
        node = left.pop()
        if _is_reference(node):
            found[node["name"], node["digest"]] = node
        elif isinstance(node, dict):
            left += node.values()
        elif isinstance(node, list):
            left += node
    return [found[key] for key in sorted(found)]


def with_references(node, known):
    """The same with references replaced by those of the same name in ``known``."""
    if _is_reference(node):
        return known.get(node["name"], node)
    if isinstance(node, dict):
        return {name: with_references(value, known) for name, value in node.items()}
    if isinstance(node, list):
        return [with_references(value, known) for value in node]
    return node


def without_digests(node):
    if _is_reference(node):
        return {"name": node["name"]}
    if isinstance(node, dict):
        return {name: without_digests(value) for name, value in node.items()}
    if isinstance(node, list):
        return [without_digests(value) for value in node]
    return node
