# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.collecting import get_terms
from .masking import BATCH

# Told to be somebody by their names; what else is written about a person goes.
FAKES = {
    "name": SQL("'Contact ' || id"),
    "complete_name": SQL("'Contact ' || id"),
    "email": SQL("'contact' || id || '@example.invalid'"),
    "email_normalized": SQL("'contact' || id || '@example.invalid'"),
    "phone": SQL("'+000 ' || id"),
    "phone_sanitized": SQL("'+000' || id"),
    "street": SQL("'Street ' || id"),
    "city": SQL("'City'"),
    "zip": SQL("'00000'"),
    "ref": SQL("'C' || id"),
}
TERM_FIELDS = ("name", "email", "phone", "street", "street2", "vat")
TEXTS = ("char", "text", "html")


class LogisticsSyncMasking(models.Model):
    """Contacts and users: another name, no address, no number."""

    _inherit = "logistics.sync.masking"

    def _mask_partners(self, last_id):
        partners = self.env["res.partner"].with_context(active_test=False)
        batch = partners.search(
            Domain("id", ">", last_id) & Domain("id", "not in", self._get_kept().ids),
            order="id",
            limit=BATCH,
        )
        if not batch:
            return 0, 0, ()
        known = [name for name in (*TERM_FIELDS, "mobile") if name in batch._fields]
        terms = get_terms(partner[name] for partner in batch for name in known)
        self._write_fakes(batch, FAKES)
        self._mask_banks(batch)
        self.env["ir.attachment"].sudo().search(
            [
                ("res_model", "=", batch._name),
                ("res_id", "in", batch.ids),
                # Without it Odoo leaves out what belongs to a field, as pictures do.
                ("id", ">", 0),
                ("res_field", "in", [False, *self._get_pictures(batch)]),
            ]
        ).unlink()
        return batch.ids[-1], len(batch), terms

    @api.model
    def _get_kept(self):
        """Companies of the database itself, and partners with a connector."""
        companies = self.env["res.company"].search(Domain.TRUE).partner_id
        connectors = self.env["logistics.sync.connector"].with_context(
            active_test=False
        )
        return companies | connectors.search(Domain.TRUE).partner_id

    @api.model
    def _get_pictures(self, records):
        return [n for n, f in records._fields.items() if f.type == "binary"]

    @api.model
    def _write_fakes(self, records, fakes):
        changes = [
            SQL("%s = %s", SQL.identifier(name), fakes.get(name, SQL("NULL")))
            for name, field in records._fields.items()
            if field.store
            and field.column_type
            and field.type in (*TEXTS, "properties")
            and not field.translate
            and (name in fakes or not field.required)
            and name not in ("tz", "lang", "contact_address_complete")
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id IN %s",
                SQL.identifier(records._table),
                SQL(", ").join(changes),
                records._ids,
            )
        )
        if "contact_address_complete" in records._fields:
            self.env.cr.execute(
                "UPDATE res_partner SET contact_address_complete = NULL WHERE id IN %s",
                [records._ids],
            )
        records.invalidate_recordset(flush=False)

    @api.model
    def _mask_banks(self, partners):
        self.env.cr.execute(
            """UPDATE res_partner_bank
                  SET acc_number = 'MASKED' || id, acc_holder_name = NULL,
                      sanitized_acc_number = 'MASKED' || id, note = NULL,
                      clearing_number = NULL
                WHERE partner_id IN %s""",
            [partners._ids],
        )

    def _mask_secrets(self, last_id):
        """Nobody comes in to a partner's production system from a database for tests.

        Those of test systems stay: tests go on with them.
        """
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE logistics_sync_credential
                  SET secret_encrypted = NULL, token_hash = NULL, hint = NULL,
                      username = NULL, revoked_at = COALESCE(revoked_at, %s)
                WHERE environment = 'production' OR connector_id IN (
                      SELECT id FROM logistics_sync_connector
                       WHERE environment = 'production')""",
            [fields.Datetime.now()],
        )
        count = self.env.cr.rowcount
        self.env.cr.execute(
            """DELETE FROM logistics_sync_access_token WHERE connector_id IN (
                      SELECT id FROM logistics_sync_connector
                       WHERE environment = 'production')"""
        )
        self.env.registry.clear_cache()
        return 0, count, ()

    def _mask_users(self, last_id):
        """Logins that are addresses; who began the masking can still come in."""
        users = self.env["res.users"].with_context(active_test=False)
        kept = self.started_by_id | self.env.ref("base.user_root")
        for name in ("base.user_admin", "base.public_user", "base.default_user"):
            kept |= self.env.ref(name, raise_if_not_found=False) or kept.browse()
        batch = users.search(
            [("id", ">", last_id), ("id", "not in", kept.ids)], order="id", limit=BATCH
        )
        if not batch:
            return 0, 0, ()
        terms = get_terms(login for login in batch.mapped("login") if "@" in login)
        self.env.cr.execute(
            "UPDATE res_users SET login = 'user' || id, signature = NULL,"
            " out_of_office_message = NULL, password = NULL WHERE id IN %s",
            [batch._ids],
        )
        # Nobody comes in as somebody else: neither by password nor by key.
        self.env.cr.execute(
            "DELETE FROM res_users_apikeys WHERE user_id IN %s", [batch._ids]
        )
        batch.invalidate_recordset(flush=False)
        return batch.ids[-1], len(batch), terms
