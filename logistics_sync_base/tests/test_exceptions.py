# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.exception_raising import Question
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin
from .test_batches import BatchCase, csv_file


@tagged("post_install", "-at_install")
class TestUnknownCode(BatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("clerk_code", "user")
        # Meanings are event types here; addons above give their own catalogue.
        cls.meaning = cls.env["logistics.sync.code.map.fix"]._selection_internal_code()

    def fix(self, question, meaning="delivered"):
        action = question.with_user(self.clerk).action_fix_code_map()
        wizard = self.env[action["res_model"]].with_user(self.clerk)
        with Form(wizard.browse(action["res_id"])) as form:
            form.internal_code = meaning
        wizard.browse(action["res_id"]).action_confirm()

    def test_a_clerk_solves_an_unknown_code_alone(self):
        """J11, J20, J1: the clerk says what a code means; all that waited is done."""
        message = self.process(
            csv_file(["P-1,NEW,202611201205", "P-2,NEW,202611201210"])
        )
        questions = self.get_exceptions("unknown_code", message_id=message.id)
        self.assertEqual(len(questions), 2)
        self.assertIn("NEW", questions[0].name)
        self.fix(questions[0])
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertEqual(set(message.event_ids.mapped("state")), {"done"})
        self.assertEqual(set(questions.mapped("resolution")), {"remapped"})
        self.assertEqual(questions.resolved_by_id, self.clerk)

    def test_the_answer_holds_for_the_next_message(self):
        """J11: a code that was explained is not asked about again."""
        self.process(csv_file(["P-1,NEW,202611201205"]))
        self.fix(self.get_exceptions("unknown_code"))
        self.drain()
        message = self.process(csv_file(["P-3,NEW,202611201205"]))
        self.assertEqual(message.state, "processed")
        self.assertFalse(self.get_exceptions("unknown_code"))

    def test_the_wizard_tells_how_many_wait(self):
        """J1, J11: the clerk sees how many events wait for the answer."""
        self.process(csv_file(["P-1,NEW,202611201205", "P-2,NEW,202611201210"]))
        question = self.get_exceptions("unknown_code")[0]
        action = question.with_user(self.clerk).action_fix_code_map()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.waiting_count, 2)
        self.assertEqual(wizard.external_code, "NEW")

    def test_a_clerk_does_not_own_the_code_table(self):
        """M3, J11: answering a question is not the same as editing the table."""
        with self.assertRaises(AccessError):
            self.env["logistics.sync.code.map"].with_user(self.clerk).create(
                {
                    "connector_id": self.connector.id,
                    "external_code": "Z",
                    "internal_code": "delivered",
                }
            )

    def test_an_auditor_decides_nothing(self):
        """M3: the auditor reads the question and cannot answer it."""
        self.process(csv_file(["P-1,NEW,202611201205"]))
        auditor = self.make_user("auditor_code", "auditor")
        question = self.get_exceptions("unknown_code").with_user(auditor)
        self.assertIn("NEW", question.name)
        for act in (
            question.action_fix_code_map,
            question.action_ignore,
            question.action_take,
            question.action_retry,
            question.action_replay_message,
        ):
            with self.assertRaises(AccessError):
                act()


@tagged("post_install", "-at_install")
class TestExceptionQueue(SimulatedHandlerMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("clerk_queue", "user")

    def ask(self):
        TROUBLE["T-1"] = UserError("The order is locked")
        message = self.ingest(self.connector, delivery_event("T-1"))
        self.drain()
        return self.get_exceptions("rejected_by_odoo", message_id=message.id)

    def test_a_question_has_all_a_clerk_needs(self):
        """J1: kind, severity, team, owner, SLA, message, event and words to read."""
        question = self.ask()
        self.assertEqual(
            (question.team, question.severity, question.layer, question.state),
            ("operations", "2", "business", "open"),
        )
        self.assertIn("The order is locked", question.name)
        self.assertEqual(question.owner_id, self.owner)
        self.assertGreater(question.sla_deadline, fields.Datetime.now())
        self.assertIn("T-1", question.body_text)
        self.assertIn("tracking number T-1", question.event_references)
        self.assertTrue(question.hint)

    def test_the_clock_runs(self):
        """J1: the SLA goes from in time over due soon to overdue."""
        question = self.ask()
        states = []
        for hours in (4, 0.5, -1):
            question.sla_deadline = fields.Datetime.now() + timedelta(hours=hours)
            states.append(question.sla_state)
        self.assertEqual(states, ["ok", "soon", "late"])
        self.assertIn("overdue", question.sla_remaining)

    def test_a_clerk_takes_a_question(self):
        """J11: assigned to me, in progress, on record."""
        question = self.ask()
        question.with_user(self.clerk).action_take()
        self.assertEqual(
            (question.owner_id, question.state), (self.clerk, "in_progress")
        )

    def test_a_clerk_retries_after_the_cause_is_mended(self):
        """J11, J20: Process Again runs the halted step and closes the question."""
        question = self.ask()
        TROUBLE.clear()
        question.with_user(self.clerk).action_retry()
        self.drain()
        self.assertEqual(
            (question.state, question.resolution), ("resolved", "automatic")
        )
        self.assertEqual(self.count_effects("T-1"), 1)
        self.assertEqual(question.event_id.steps[-1]["consequence"], "test_effect")

    def test_a_retry_that_fails_again_keeps_the_question_open(self):
        """J6, J20: no second question, no false end; the counter tells."""
        question = self.ask()
        question.with_user(self.clerk).action_retry()
        self.drain()
        self.assertEqual((question.state, question.occurrences), ("open", 2))
        self.assertEqual(len(self.get_exceptions("rejected_by_odoo")), 1)

    def test_a_clerk_ignores_with_a_reason(self):
        """J11: ignoring needs a reason, which stays with name and time."""
        question = self.ask()
        action = question.with_user(self.clerk).action_ignore()
        wizard = self.env[action["res_model"]].with_user(self.clerk)
        wizard = wizard.browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "reason"):
            wizard.action_confirm()
        wizard.reason = "The customer cancelled by phone"
        wizard.action_confirm()
        self.assertEqual((question.state, question.resolution), ("ignored", "ignored"))
        self.assertEqual(question.resolved_by_id, self.clerk)
        self.assertIn("by phone", question.resolution_reason)
        self.assertEqual(question.event_id.state, "ignored")
        self.assertEqual(question.message_id.state, "ignored")

    def test_a_closed_question_stays_closed(self):
        """J1: what is closed cannot be worked again."""
        question = self.ask()
        question._ignore("The customer cancelled by phone")
        for act in (
            question.action_retry,
            question.action_take,
            question.action_ignore,
        ):
            with self.assertRaisesRegex(UserError, "closed already"):
                act()

    def test_a_question_without_message_says_what_to_do(self):
        """J11: where there is nothing to repeat, the clerk is told so."""
        question = self.env["logistics.sync.exception"]._raise_for(
            "folder_unreachable", "The folder is gone", connector=self.connector
        )
        with self.assertRaisesRegex(UserError, "no message"):
            question.action_retry()

    def test_the_queue_is_grouped_and_searched(self):
        """J1: the search finds open, late and unassigned questions by kind and team."""
        question = self.ask()
        question.write({"sla_deadline": "2026-01-01", "owner_id": False})
        view = self.env["logistics.sync.exception"].get_view(view_type="search")["arch"]
        for name in ("open", "late", "unassigned", "money", "by_code", "by_team"):
            self.assertIn(f'name="{name}"', view)
        found = self.env["logistics.sync.exception"].search(
            [("sla_deadline", "<", "now"), ("owner_id", "=", False)]
        )
        self.assertIn(question, found)

    def test_an_uncatalogued_code_is_still_a_question(self):
        """J6: a code nobody catalogued does not get lost."""
        question = self.env["logistics.sync.exception"]._raise_for(
            "never_catalogued", "Something odd", connector=self.connector
        )
        self.assertEqual(question.code, "uncatalogued")

    def test_a_whole_message_is_replayed_from_its_question(self):
        """J11, K8: Replay Message does what is not done, and only that."""
        question = self.ask()
        TROUBLE.clear()
        question.with_user(self.clerk).action_replay_message()
        self.drain()
        self.assertEqual(question.state, "resolved")
        self.assertEqual(question.message_id.replay_count, 1)


@tagged("post_install", "-at_install")
class TestQuestionsOfASet(LogisticsSyncCase):
    def test_one_question_for_each_subject_and_kind(self):
        """J8, K18: asked twice at once it is one question that counts both."""
        partner, other = self.make_connector(), self.make_connector()
        asked = [
            Question("partner_silent", "First", connector=partner),
            Question("partner_silent", "Theirs", connector=other),
            Question("partner_silent", "Second", connector=partner),
        ]
        exceptions = self.env["logistics.sync.exception"]
        first, theirs, second = exceptions._raise_set(asked)
        self.assertEqual(first, second)
        self.assertEqual((first.name, first.occurrences), ("Second", 2))
        self.assertEqual((theirs.connector_id, theirs.occurrences), (other, 1))
        self.assertEqual(first.history_ids.mapped("action"), ["raised", "again"])
        self.assertEqual(exceptions._raise_set(asked[:1]), [first])
        self.assertEqual(first.occurrences, 3)
        self.assertEqual(exceptions._raise_set([]), [])

    def test_questions_of_several_companies(self):
        """M7: asked at once, each belongs to the company of what it is about."""
        company = self.env["res.company"].create({"name": "Sister company"})
        connectors = self.make_connector() | self.make_connector(company_id=company.id)
        found = self.env["logistics.sync.exception"]._raise_set(
            [Question("partner_silent", "?", connector=one) for one in connectors]
        )
        self.assertEqual([one.company_id for one in found], [*connectors.company_id])
        self.assertEqual([one.connector_id for one in found], [*connectors])

    def test_what_is_looked_up_is_not_stale(self):
        """J7: another team for a field of work counts with the next question."""
        company = self.env.company
        teams = self.env["logistics.sync.team"]
        common = teams._find("integration", company)
        own = teams.create(
            {"name": "Own", "function": "integration", "company_id": company.id}
        )
        self.assertNotEqual(own, common)
        self.assertEqual(teams._find("integration", company), own)
        own.active = False
        self.assertEqual(teams._find("integration", company), common)
        codes = self.env["logistics.sync.exception.code"]
        fallback = codes._get_by_code("made_up")
        self.assertEqual(fallback.code, "uncatalogued")
        made = codes.create({"name": "Made up", "code": "made_up"})
        self.assertEqual(codes._get_by_code("made_up"), made)

    def test_who_is_out_of_reach_is_answered_at_its_connector(self):
        """J12, J20: the answer opens the partner, it does not ignore the outage."""
        connector = self.make_connector()
        clerk = self.make_user("out_of_reach_clerk", "user")
        for code in ("partner_down", "unreachable", "folder_unreachable"):
            with self.subTest(code=code):
                question = self.env["logistics.sync.exception"]._raise_for(
                    code, "Nobody there", connector=connector
                )
                action = question.with_user(clerk).action_solve()
                shown = action["res_model"], action["res_id"]
                self.assertEqual(shown, (connector._name, connector.id))
                self.assertEqual(question.state, "open")
