# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2 import DataError, IntegrityError

from odoo import api, models
from odoo.exceptions import UserError

from ...core.financial import is_financial
from ...core.setup_diff import find_differences
from ...exceptions import BusinessError
from .connector_setup import FIXED, find_references, without_digests
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
        if refused := list(self._find_refusals(bundle, company)):
            return [], refused
        connector, __ = self._get_target(bundle, company)
        before = self._get_whole(connector)
        # What it lacked before is not the matter of this import.
        missing = set(self._get_blockers(connector)) if connector else set()
        try:
            with self.env.cr.savepoint():
                target = connector or self._make_target(bundle, company, author)
                self._apply(target, bundle, author)
                self.env.flush_all()
                rows = self._tell_rows(before, self._get_whole(target))
                findings = list(self._find_findings(target, connector, missing))
                raise Undo((rows, findings))
        except Undo as undo:
            rows, findings = undo.content
        except REFUSALS as error:
            return [], [_refuse(str(error.args[0] if error.args else error))]
        finally:
            # What was looked up in between is not so.
            self.env.registry.clear_cache()
        refused = [row for row in findings if row["level"] == "refused"]
        return rows + [row for row in findings if row["level"] == "hint"], refused

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

    # ---------------------------------------------------------------- refusals
    @api.model
    def _find_refusals(self, bundle, company):
        """What can be told without trying."""
        setup = bundle["setup"]
        # Numbers of records mean something else in another database.
        known = self.env["logistics.sync.setup"]._get_part_names().keys() - {"local"}
        for name in sorted(setup.keys() - known):
            yield _refuse(self.env._("“%s” is no part of a setup here.", name))
        others = self.env["logistics.sync.connector"].sudo()
        if others.with_context(active_test=False).search_count(
            [("code", "=", bundle["code"]), ("company_id", "!=", company.id)]
        ):
            yield _refuse(
                self.env._(
                    "The code “%s” is taken by another connector.", bundle["code"]
                )
            )
        yield from self._find_secret_refusals(setup)
        yield from self._find_address_refusals(bundle, company)
        yield from self._find_unknown_refusals(setup, company)

    @api.model
    def _find_unknown_refusals(self, setup, company):
        setups = self.env["logistics.sync.setup"]
        words = {
            "field": self.env._("%(place)s is not known here (a newer version?)"),
            "value": self.env._("%(place)s: “%(value)s” is not possible here"),
            "reference": self.env._("%(place)s: “%(value)s” is not known here"),
        }
        for path, model, skip, part in self._get_parts(setup):
            for name, kind, value in setups._find_unknown(model, part, company, skip):
                place = setups._tell_place(model, (*path, name))
                yield _refuse(words[kind] % {"place": place, "value": value})
        known = {mapping.get("name") for mapping in setup.get("mappings", ())}
        for told in find_references(setup):
            if told["name"] not in known:
                yield _refuse(
                    self.env._("The mapping “%s” is not in the file.", told["name"])
                )
        maps = self.env["logistics.sync.code.map"].sudo()
        for name in (setup["connector"].get("code_list") or "").split(","):
            if name.strip() and not maps.search_count(
                [("code_list", "=", name.strip())], limit=1
            ):
                yield _refuse(
                    self.env._("The shared list of codes “%s” is not here.", name)
                )

    @api.model
    def _get_parts(self, setup):
        """(path, model, fields to leave alone, one record's setup) of each record."""
        names = self.env["logistics.sync.setup"]._get_part_names()
        for name, part in setup.items():
            title_model = names.get(name)
            if not title_model or not title_model[1]:
                continue
            if isinstance(part, dict):
                yield (name,), title_model[1], FIXED, part
            elif isinstance(part, list):
                for row in part:
                    yield from self._get_row_parts(name, title_model[1], row)

    @api.model
    def _get_row_parts(self, name, model, row):
        path = (name, row.get("key") or row.get("name") or "?")
        yield path, model, ("connector_id",), row
        for child, rows in row.items():
            field = self.env[model]._fields.get(child)
            if isinstance(rows, list) and field and field.type == "one2many":
                for one in rows:
                    yield (
                        (*path, child),
                        field.comodel_name,
                        (field.inverse_name,),
                        one,
                    )

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
        for mapping in target.sudo()._get_used_mappings():
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
        setup.pop("local")
        used = connector.sudo()._get_used_mappings()
        setup["mappings"] = {
            mapping["name"]: mapping for mapping in used._get_setups_with_templates()
        }
        return setup

    @api.model
    def _tell_rows(self, before, after):
        model = "logistics.sync.connector"
        found = find_differences(before, after)
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
