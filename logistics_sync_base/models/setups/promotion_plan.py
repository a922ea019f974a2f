# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2 import DataError, IntegrityError

from odoo import api, models
from odoo.exceptions import UserError

from ...core.financial import is_financial
from ...core.setup_diff import find_differences, spell_out
from ...exceptions import BusinessError
from .connector_setup import AT_HOME, without_digests
from .versioned import APPLIED, APPLYING, Undo

# A file may say anything: a value of another kind is refused by the field it is for.
REFUSALS = (UserError, BusinessError, IntegrityError, DataError)
REFUSALS += (ValueError, TypeError, LookupError, AttributeError)


class LogisticsSyncPromotion(models.Model):
    """What an import would do, found by doing it and taking it back."""

    _inherit = "logistics.sync.promotion"

    @api.model
    @api.private
    def _make_plan(self, bundle, company, author):
        """(rows of what changes, rows of what forbids it).

        Rows are {level: created, changed, removed, hint or refused, place, before,
        after, text, money}. Nothing is changed.
        """
        try:
            with self.env.cr.savepoint():
                raise Undo(self._try_bundle(bundle, company, author))
        except Undo as undo:
            rows, findings = undo.content
        except REFUSALS as error:
            rows, findings = [], [_refuse(self._tell_refusal(error))]
        finally:
            # What was looked up in between is not so.
            self.env.registry.clear_cache()
        refused = [row for row in findings if row["level"] == "refused"]
        if refused:
            return [], refused
        return rows + [row for row in findings if row["level"] == "hint"], []

    @api.model
    def _try_bundle(self, bundle, company, author):
        """(rows of what changes, findings) of applying it, which somebody takes back"""
        if refused := list(self._find_refusals(bundle, company)):
            return [], refused
        connector, __ = self._get_target(bundle, company)
        before = self._get_whole(connector)
        # What it lacked before is not the matter of this import.
        missing = set(self._get_blockers(connector)) if connector else set()
        target = connector or self._make_target(bundle, company, author)
        fresh = {} if connector else self._get_whole(target)
        self._apply(target, bundle, author)
        self.env.flush_all()
        rows = self._tell_rows(before, self._get_whole(target), fresh)
        return rows, list(self._find_findings(target, connector, missing))

    @api.model
    def _tell_refusal(self, error):
        """Our own sentences as they are; those of a program do not help a reader."""
        if isinstance(error, (UserError, BusinessError)):
            return str(error.args[0])
        if isinstance(error, IntegrityError):
            table = error.diag.table_name
            models = (m for m in self.env.values() if m._table == table)
            return next(models, self)._sql_error_to_message(error)
        return self.env._(
            "Something in the file is not as Export Setup writes it. Export it again."
        )

    # ------------------------------------------------------------------ target
    @api.model
    def _get_target(self, bundle, company):
        """(the connector with this code, its setup now); both empty for a new one."""
        connector = (
            self.env["logistics.sync.connector"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [("code", "=", bundle["code"]), ("company_id", "=", company.id)],
            )
        )
        return connector, connector._get_setup() if connector else {}

    @api.model
    def _make_target(self, bundle, company, author):
        """A connector in preparation, in the environment of this database."""
        environments = self.env["logistics.sync.environment"]
        connector = (
            self.env["logistics.sync.connector"]
            .sudo()
            .with_context(**{APPLYING: APPLIED})
            .create(
                {
                    "name": bundle["setup"]["connector"].get("name") or bundle["code"],
                    "code": bundle["code"],
                    "company_id": company.id,
                    "environment": environments._get_environment(),
                    "owner_id": author.id,
                }
            )
        )
        connector.setup_editor_ids = author
        return connector

    @api.model
    def _apply(self, connector, bundle, author):
        setup, company = bundle["setup"], connector.company_id
        mappings = self.env["logistics.sync.mapping"].sudo()
        # Whose mappings are tried out is not the author: nobody approves them yet.
        by = self.env["res.users"] if self.env.user == author else author
        for mapping in setup.get("mappings", ()):
            mappings._ensure_setup(mapping, company, by)
        connector._apply_setup(setup)

    # ---------------------------------------------------------------- findings
    @api.model
    def _find_findings(self, target, existing, missing):
        """What speaks against it, or is still to do, once it is tried."""
        for row in target._run_contract_test():
            if row["result"] == "failed":
                yield _refuse(
                    self.env._(
                        "Sample “%(name)s” of %(source)s fails: %(outcome)s",
                        name=row["name"],
                        source=row["source"],
                        outcome=row["outcome"],
                    )
                )
        for sentence in self._get_blockers(target):
            if sentence in missing:
                continue
            if existing and target.state != "draft":
                yield _refuse(sentence)
            else:
                yield _row("hint", text=sentence)
        for mapping in self._get_carried_mappings(target):
            others = mapping._get_connectors() - target
            if others and mapping.create_date == self.env.cr.now():
                yield _row(
                    "hint",
                    text=self.env._(
                        "%(others)s will use the new version of “%(mapping)s” too.",
                        others=", ".join(others.mapped("name")),
                        mapping=mapping.name,
                    ),
                )

    @api.model
    def _get_blockers(self, connector):
        applying = connector.with_context(**{APPLYING: APPLIED})
        return [text for level, text in applying._get_readiness() if level == "blocker"]

    @api.model
    def _get_whole(self, connector):
        """All that an import can change of a connector, with its mappings by name."""
        if not connector:
            return {}
        setup = without_digests(connector._get_setup())
        for name in AT_HOME:
            setup.pop(name)
        used = self._get_carried_mappings(connector)
        setup["mappings"] = {
            mapping["name"]: mapping for mapping in used._get_setups_with_templates()
        }
        return setup

    @api.model
    def _tell_rows(self, before, after, fresh):
        """Of a new connector what is other than of each ``fresh`` one."""
        model = "logistics.sync.connector"
        found = list(spell_out(find_differences(before, after)))
        if fresh:
            own = {one.path for one in spell_out(find_differences(fresh, after))}
            found = [one for one in found if one.path in own]
        told = self.env["logistics.sync.setup"]._tell_changes(model, found)
        return [
            _row(
                kind,
                place=place,
                before=old,
                after=new,
                money=any(is_financial(name) for name in one.path),
            )
            for one, (kind, place, old, new) in zip(found, told, strict=True)
        ]


def _row(level, **values):
    return {"level": level, **values}


def _refuse(text):
    return _row("refused", text=text)
