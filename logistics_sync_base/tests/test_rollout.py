# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import EVENT_TYPE, LogisticsSyncCase, delivery_event
from .simulated_handler import SimulatedHandlerMixin


@tagged("post_install", "-at_install")
class TestRollout(SimulatedHandlerMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.rules = cls.env["logistics.sync.rollout.rule"]
        cls.waits = cls.env["logistics.sync.rollout.wait"]
        cls.general = cls.rules._get_general()
        cls.set_plan(EVENT_TYPE, "test_effect")

    def tell(self, *numbers, connector=None):
        messages = self.env["logistics.sync.message"]
        for number in numbers:
            messages |= self.ingest(connector or self.connector, delivery_event(number))
        self.drain()
        return messages

    def switch(self, switch, **values):
        rule = self.rules.create({"switch": switch, **values})
        rule.action_put_in_force()
        return rule

    # -------------------------------------------------------------- default
    def test_everything_is_on_by_a_switch_that_can_be_seen(self):
        """N11: the default is a record, not a habit of the code."""
        self.assertEqual(
            (self.general.switch, self.general.state, self.general.is_general),
            ("on", "in_force", True),
        )
        self.assertEqual(self.general.name, "Everything · everywhere")
        self.assertEqual(self.tell("1Z1").state, "processed")

    def test_on_costs_no_query(self):
        """N11, K1: where nothing is switched, nothing is asked."""
        event = self.tell("1Z1").event_ids
        event._find_not_rolled_out()
        with self.assertQueryCount(0):
            self.assertFalse(event._find_not_rolled_out())
            self.assertTrue(self.rules._is_on("outbound", {"company": 1}))

    # ------------------------------------------------------------------ off
    def test_what_comes_while_it_is_off_is_kept_and_taken_up(self):
        """N11: all off: stored, visible, no question; taken up when it is on."""
        self.rules.action_all_off()
        messages = self.tell("1Z1", "1Z2")
        self.assertEqual(set(messages.mapped("state")), {"transformed"})
        self.assertEqual(set(messages.mapped("waiting_for")), {"rollout"})
        self.assertIn("Test fact", messages[0].waiting_note)
        self.assertIn("not rolled out here yet", messages[0].waiting_note)
        self.assertFalse(messages.exception_ids)
        self.assertEqual(self.count_effects(), 0)
        self.assertEqual(self.general.held_count, 2)
        self.assertEqual(self.general.ready_count, 0)
        self.drain()
        self.assertEqual(self.count_effects(), 0, "nothing wakes it")
        with self.assertRaisesRegex(UserError, "nothing to do"):
            self.general.action_take_up()
        self.rules.action_all_on()
        self.assertEqual(self.tell("1Z3").state, "processed")
        self.assertEqual(self.general.ready_count, 2, "still waits for a word")
        self.general.action_take_up()
        self.drain()
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        self.assertFalse(any(messages.mapped("waiting_for")))
        self.assertEqual(self.count_effects("1Z1", "1Z2"), 2)
        self.assertEqual(self.general.ready_count, 0)

    def test_one_partner_and_one_flow_are_switched_by_themselves(self):
        """N11: off for one flow of one partner; the rest goes on."""
        other = self.make_connector()
        rule = self.switch(
            "off",
            feature="inbound",
            event_type_id=self.event_type.id,
            connector_id=self.connector.id,
        )
        self.assertEqual(rule.company_id, self.env.company)
        self.assertEqual(
            rule.name, f"What partners tell: Test fact · {self.connector.display_name}"
        )
        held = self.tell("1Z1")
        self.assertEqual(held.waiting_for, "rollout")
        self.assertIn(self.connector.name, held.waiting_note)
        self.assertEqual(self.tell("1Z1", connector=other).state, "processed")
        rule.action_flip()
        self.assertEqual(self.tell("1Z2").state, "processed")
        held.rollout_wait_ids.action_take_up()
        self.drain()
        self.assertEqual(held.state, "processed")

    def test_one_company_only(self):
        """N11, M4: everything off but one company; the other one's facts wait."""
        second = self.env["res.company"].create({"name": "Second"})
        self.env.user.company_ids |= second
        other = self.make_connector(company_id=second.id)
        self.rules.action_all_off()
        self.switch("on", company_id=self.env.company.id)
        self.assertEqual(self.tell("1Z1").state, "processed")
        self.assertEqual(self.tell("1Z2", connector=other).waiting_for, "rollout")

    def test_set_aside(self):
        """N11: what came before the rollout may be left alone, on record."""
        self.rules.action_all_off()
        message = self.tell("1Z1")
        message.rollout_wait_ids.action_set_aside()
        self.assertEqual(message.state, "ignored")
        self.assertFalse(message.waiting_for)
        self.assertIn("set aside", message.event_ids.error)
        self.rules.action_all_on()
        self.assertEqual(self.general.ready_count, 0)

    def test_what_is_still_off_is_not_taken_up(self):
        """N11: taking up is no way around the switch; a replay neither."""
        self.rules.action_all_off()
        message = self.tell("1Z1")
        with self.assertRaisesRegex(UserError, "Switch on"):
            message.rollout_wait_ids.action_take_up()
        message._replay("Try again")
        self.drain()
        self.assertEqual(message.waiting_for, "rollout")
        self.assertEqual(len(message.rollout_wait_ids), 1)

    def test_it_is_not_late_while_it_is_not_rolled_out(self):
        """N11, J6: no breach for what nobody switched on; afterwards time counts."""
        self.rules.action_all_off()
        message = self.tell("1Z1")
        long_ago = fields.Datetime.now() - timedelta(days=3)
        message.event_ids.received_at = long_ago
        breaches = self.env["logistics.sync.breach"]
        breaches._cron_check()
        self.assertFalse(message.breach_ids)
        self.rules.action_all_on()
        message.rollout_wait_ids.action_take_up()
        breaches._cron_check()
        self.assertFalse(message.breach_ids)
        message.rollout_wait_ids.ended_at = long_ago
        breaches._cron_check()
        self.assertEqual(len(message.breach_ids), 1)

    # ------------------------------------------------------------- outbound
    def test_partners_are_told_where_it_is_on(self):
        """N11: off for a partner it is owed nothing; off for all nothing is told."""
        told = self.make_connector(kind="3pl")
        self.env["logistics.sync.subscription"].create(
            {
                "name": "All facts",
                "connector_id": told.id,
                "event_type_ids": [Command.set(self.event_type.ids)],
            }
        )
        self.assertEqual(len(self.tell("1Z1").event_ids.delivery_ids), 1)
        rule = self.switch("off", feature="outbound", connector_id=told.id)
        self.assertFalse(self.tell("1Z2").event_ids.delivery_ids)
        fact = delivery_event("1Z9")
        event = self.env["logistics.sync.event"]._publish(EVENT_TYPE, fact)
        self.assertTrue(event, "others may be told")
        self.assertFalse(event.delivery_ids)
        rule.action_take_back()
        self.switch("off", feature="outbound")
        self.assertEqual(self.tell("1Z3").state, "processed")
        fact = delivery_event("1Z8")
        self.assertFalse(self.env["logistics.sync.event"]._publish(EVENT_TYPE, fact))

    # ------------------------------------------------------------ switching
    def test_who_switched_what_and_when(self):
        """N11: the form of an administrator; a prepared switch does nothing."""
        manager = self.make_user("rollout_manager", "manager")
        form = Form(self.rules.with_user(manager))
        form.switch = "off"
        form.feature = "inbound"
        form.connector_id = self.connector
        rule = form.save()
        self.assertEqual(self.tell("1Z1").state, "processed", "only prepared")
        self.env.cr.flush()
        rule.action_put_in_force()
        self.env.cr.flush()
        self.assertEqual(rule.switched_by_id, manager)
        self.assertTrue(rule.switched_at)
        self.assertEqual(self.tell("1Z2").waiting_for, "rollout")
        with self.assertRaisesRegex(UserError, "Take it back"):
            rule.feature = False
        self.env.invalidate_all()
        changes = rule.sudo().message_ids.tracking_value_ids
        self.assertIn("In force", changes.mapped("new_value_char"))
        self.assertIn(manager.partner_id, changes.mail_message_id.author_id)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            rule.unlink()
        rule.action_take_back()
        self.assertEqual(self.tell("1Z3").state, "processed")
        rule.unlink()

    def test_who_may_switch(self):
        """N11, M3: what counts for all companies takes somebody of all of them."""
        self.env["res.company"].create({"name": "Second"})
        manager = self.make_user("rollout_manager", "manager")
        clerk = self.make_user("rollout_clerk", "operations")
        with self.assertRaisesRegex(AccessError, "all companies"):
            self.rules.with_user(manager).action_all_off()
        with self.assertRaisesRegex(AccessError, "administrator"):
            self.general.with_user(clerk).action_flip()
        mine = self.rules.with_user(manager).create(
            {"switch": "off", "company_id": self.env.company.id}
        )
        mine.action_put_in_force()
        self.assertEqual(self.tell("1Z1").waiting_for, "rollout")
        with self.assertRaisesRegex(AccessError, "administrator"):
            self.waits.search([]).with_user(clerk).action_take_up()
        with self.assertRaisesRegex(UserError, "never without"):
            self.general.action_take_back()

    def test_one_switch_for_one_thing(self):
        """N11: two switches for the same cannot contradict each other."""
        self.switch("off", connector_id=self.connector.id)
        twin = self.rules.create({"switch": "on", "connector_id": self.connector.id})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            twin.action_put_in_force()
            self.env.flush_all()

    def test_a_flow_is_told_one_way_or_the_other(self):
        """N11: a flow alone says nothing: told by partners, or to them."""
        with self.assertRaisesRegex(ValidationError, "Choose one"):
            self.rules.create({"event_type_id": self.event_type.id})

    def test_all_off_keeps_the_other_switches(self):
        """N11: one click for everything; what was prepared can be used again."""
        rule = self.switch("on", connector_id=self.connector.id)
        self.rules.action_all_off()
        self.assertEqual((rule.state, self.general.switch), ("draft", "off"))
        self.assertEqual(self.tell("1Z1").waiting_for, "rollout")
        rule.action_put_in_force()
        self.assertEqual(self.tell("1Z2").state, "processed")

    # -------------------------------------------------------------- preview
    def test_what_would_change(self):
        """N11: before it counts, the form says how much it would change."""
        other = self.make_connector()
        self.tell("1Z1", "1Z2")
        self.tell("1Z3", connector=other)
        rule = self.rules.create(
            {"switch": "off", "feature": "inbound", "connector_id": other.id}
        )
        line = self.preview(rule)
        self.assertEqual((line.off_count, line.on_count), (1, 0))
        self.assertGreaterEqual(line.same_count, 2)
        rule.action_put_in_force()
        line = self.preview(rule)
        self.assertEqual((line.off_count, line.on_count), (0, 1), "it would be turned")
        self.assertEqual(self.tell("1Z4", connector=other).waiting_for, "rollout")

    def preview(self, rule):
        action = rule.action_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn(rule.name, preview.sentence)
        return preview.line_ids.filtered(
            lambda line: line.label == "Facts of the last 30 days"
        )
