# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from odoo.addons.logistics_sync_base.core.outcome import Outcome

from ..core.order_check import differences, resolve
from .order_draft import OrderDraft

ORDER_SCHEMA = "order/"
# A warehouse or a platform tells these about orders we know: nothing is ordered.
TOLD_ONLY = ("confirm", "inform")


class LogisticsOrderIntake(models.AbstractModel):
    """Decide what an inbound order is: new, known, contradicting, a change."""

    _inherit = "logistics.order.intake"

    @api.model
    def _take(self, connector, facts):
        """{event id: Outcome} of the orders that one connector told."""
        outcomes, drafts = {}, []
        for fact in facts:
            reason = self._get_skip_reason(connector, fact.canonical)
            if reason:
                outcomes[fact.id] = Outcome.skipped(reason)
            else:
                number = str(fact.canonical["number"]).strip()
                drafts.append(OrderDraft(fact.id, number, fact.canonical))
        if not drafts:
            return outcomes
        known = self._find_known(connector, drafts)
        fresh, first = [], {}
        for draft in drafts:
            if draft.number in known or draft.number in first:
                continue
            if draft.order.get("action") == "new":
                fresh.append(draft)
                first[draft.number] = draft
        self._check(connector, fresh)
        self._create_orders(connector, [draft for draft in fresh if not draft.faults])
        for draft in fresh:
            outcomes[draft.event_id] = self._get_new_outcome(connector, draft)
        told = self._load_told(connector, known)
        for draft in drafts:
            if draft.event_id in outcomes:
                continue
            earlier = first.get(draft.number)
            if earlier:
                known[draft.number] = earlier.record or self.env["sale.order"]
                told[draft.number] = earlier.order
            outcomes[draft.event_id] = self._meet_known(
                connector, draft, known.get(draft.number), told
            )
        return outcomes

    @api.model
    def _get_skip_reason(self, connector, order):
        if not str(order.get("schema") or "").startswith(ORDER_SCHEMA):
            return self.env._("It is no order.")
        if order.get("action") in TOLD_ONLY:
            return self.env._("It only tells about an order; nothing is ordered.")
        if connector.order_intake == "file":
            return self.env._("Orders of this partner are only kept on file.")
        return None

    @api.model
    def _find_known(self, connector, drafts):
        """{number: sales order} of those taken before; a deleted one is empty."""
        refs = self.env["logistics.sync.external.ref"]._find(
            connector, "order", {draft.number for draft in drafts}
        )
        ids = [key for model, key in refs.values() if model == "sale.order"]
        alive = self.env["sale.order"].browse(ids).exists()
        return {
            number: alive.filtered(lambda order, key=key: order.id == key)
            for number, (model, key) in refs.items()
            if model == "sale.order"
        }

    @api.model
    def _load_told(self, connector, known):
        """{number: the order as it was last applied}"""
        ids = [order.id for order in known.values() if order]
        if not ids:
            return {}
        self.env["logistics.sync.event"].flush_model(["state", "res_model", "res_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (res_id) res_id, canonical
                     FROM logistics_sync_event
                    WHERE connector_id = %s AND res_model = 'sale.order'
                      AND res_id IN %s AND state = 'done'
                      AND canonical->>'action' IN ('new', 'change')
                    ORDER BY res_id, id DESC""",
                connector.id,
                tuple(ids),
            )
        )
        by_id = dict(rows)
        return {
            number: by_id[order.id]
            for number, order in known.items()
            if order.id in by_id
        }

    # ---------------------------------------------------------------- check
    @api.model
    def _check(self, connector, drafts):
        """Fill in plans and faults; reads master data once for all drafts."""
        if not drafts:
            return
        known = self._load_directory(connector, [draft.order for draft in drafts])
        for draft in drafts:
            draft.plan, draft.faults = resolve(draft.order, known)
        self._check_prices(connector, drafts)

    @api.model
    def _get_new_outcome(self, connector, draft):
        if draft.faults:
            return self._refuse(connector, draft)
        return Outcome.done(
            draft.record, self.env._("Made %s", draft.record.display_name)
        )

    # ---------------------------------------------------------- known orders
    @api.model
    def _meet_known(self, connector, draft, record, told):
        """What an order means whose number is known, or that changes an unknown one."""
        action = draft.order.get("action")
        names = {"connector": connector.name, "number": draft.number}
        if record is None:
            sentence = self.env._(
                "%(connector)s changes or cancels order %(number)s, which never came "
                "from there.",
                **names,
            )
            return Outcome.business("unknown_order", sentence)
        if not record:
            sentence = self.env._(
                "Order %(number)s of %(connector)s came before, and its sales order "
                "was deleted or never made. Mend the first one, or delete the external "
                "reference %(number)s of this connector to take it anew.",
                **names,
            )
            return Outcome.business("order_contradiction", sentence)
        if action == "cancel":
            return self._cancel(connector, draft, record)
        changed = differences(told.get(draft.number) or {}, draft.order)
        if not changed:
            note = self.env._("%s is the same order, sent again", record.display_name)
            return Outcome.done(record, note)
        if action == "change":
            return self._change(connector, draft, record, changed)
        sentence = self.env._(
            "%(connector)s sent order %(number)s a second time with another content "
            "(%(fields)s). %(order)s stays as it is: compare both and decide.",
            order=record.display_name,
            fields=self._list_fields(changed),
            **names,
        )
        return Outcome.business("order_contradiction", sentence, record)

    @api.model
    def _change(self, connector, draft, record, changed):
        """A quotation may follow its order where that was allowed; else a person."""
        if not self._may_change(connector, record):
            return self._refuse_change(connector, draft, record, changed)
        conflict = self.env["logistics.sync.ownership"]._find_conflict(
            "order", "update", connector, self._get_changed_fields(changed)
        )
        if conflict:
            sentence = conflict._get_sentence(connector, record)
            return Outcome.business("ownership_conflict", sentence, record)
        self._check(connector, [draft])
        if draft.faults:
            return self._refuse(connector, draft, record)
        draft.record = record
        self._rewrite(connector, draft)
        note = self.env._(
            "Changed %(order)s: %(fields)s",
            order=record.display_name,
            fields=self._list_fields(changed),
        )
        record.message_post(body=note)
        return Outcome.done(record, note)

    @api.model
    def _get_changed_fields(self, changed):
        """Canonical names of what :func:`differences` told: ``lines.quantity``."""
        return [
            f"lines.{name.partition(': ')[2]}".strip(".")
            if name.startswith("line ")
            else name
            for name in changed
        ]

    @api.model
    def _cancel(self, connector, draft, record):
        if record.state == "cancel":
            note = self.env._("%s is cancelled already", record.display_name)
            return Outcome.done(record, note)
        if not self._may_change(connector, record):
            return self._refuse_change(
                connector, draft, record, [self.env._("cancellation")]
            )
        self.env["logistics.sync.handler"]._as_service(record)._action_cancel()
        return Outcome.done(record, self.env._("Cancelled %s", record.display_name))

    @api.model
    def _may_change(self, connector, record):
        """Whether a message may touch a sales order; addons may know better."""
        return connector.order_change == "quotation" and record.state in (
            "draft",
            "sent",
        )

    @api.model
    def _refuse_change(self, connector, draft, record, changed):
        sentence = self.env._(
            "%(connector)s changes order %(number)s (%(fields)s). %(order)s is not "
            "changed by messages in its state (%(state)s): change it by hand if you "
            "agree, then ignore this question, or answer the partner.",
            connector=connector.name,
            number=draft.number,
            fields=self._list_fields(changed),
            order=record.display_name,
            state=dict(record._fields["state"]._description_selection(self.env))[
                record.state
            ],
        )
        return Outcome.business("order_change_refused", sentence, record)

    @api.model
    def _list_fields(self, names):
        shown = [name.replace("_", " ") for name in names[:6]]
        more = len(names) - len(shown)
        text = ", ".join(shown)
        return (
            self.env._("%(fields)s and %(more)s more", fields=text, more=more)
            if (more)
            else text
        )
