# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from . import test_access
from .access_buttons import BUTTONS
from .access_matrix import GROUPS, ROLES
from .common import LogisticsSyncCase

# Loggers of work that a button may begin and that cannot end in a test.
NOISE = ("odoo.sql_db", "odoo.addons.base.models.ir_rule")
# Shown to every manager: only where there are several companies are some refused.
OF_ALL_COMPANIES = {"action_all_off", "action_all_on"}


def get_buttons(env, model, addon="logistics_sync_base"):
    """Names of the buttons that an addon gives a model."""
    model_class = env.registry[model]
    return {
        name
        for name in dir(model_class)
        if name.startswith("action_")
        and getattr(getattr(model_class, name), "__module__", "").startswith(
            f"odoo.addons.{addon}."
        )
    }


def find_refusing(users, samples, table, addon="logistics_sync_base"):
    """What a screen offers to somebody whom it then refuses."""
    env = next(iter(samples.values())).env
    for model, records in sorted(samples.items()):
        own = get_buttons(env, model, addon)
        views = env["ir.ui.view"].search(
            [
                ("model", "=", model),
                ("mode", "=", "primary"),
                ("type", "in", ("form", "list", "kanban")),
            ]
        )
        for role in ROLES[1:]:
            env.invalidate_all()
            record = records[:1].with_user(users[role])
            if not own or not record.has_access("read"):
                continue
            for view in views:
                arch = etree.fromstring(record.get_view(view.id, view.type)["arch"])
                for button in get_shown_buttons(arch, record, own - OF_ALL_COMPANIES):
                    if role[0] not in table[f"{model} {button}"].lower():
                        yield f"{role}: {model} {button} in {view.name}"


def get_shown_buttons(arch, record, own):
    """Which of these buttons a view shows on this very record."""
    for node in arch.iter("button"):
        inside = next(node.iterancestors("field"), None)
        if node.get("name") not in own or inside is not None:
            continue
        hides = [
            one.get("invisible") or one.get("column_invisible")
            for one in (node, *node.iterancestors())
        ]
        if not any(_holds(rule, record) for rule in hides if rule):
            yield node.get("name")


def _holds(rule, record):
    """Whether an expression of a view is true of a record, as the browser says."""
    names = {
        one.id
        for one in ast.walk(ast.parse(rule.strip(), mode="eval"))
        if isinstance(one, ast.Name) and one.id in record._fields
    }
    values = record.read(list(names), load=None)[0] if names else {}
    return safe_eval(rule.strip(), values | {"context": {}, "uid": record.env.uid})


@tagged("post_install", "-at_install")
class TestButtons(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other Company"})
        cls.connector = cls.make_connector(
            company_id=cls.other.id, authentication="bearer_token"
        )
        cls.users = {
            role: cls.make_user(f"button_{role}", *GROUPS[role], companies=cls.other)
            for role in ROLES
        }
        cls.dialogs = [
            model._table
            for model in (cls.env[name] for name in cls.env.registry)
            if model._transient
        ]
        cls.users["stranger"] = cls.make_user("button_stranger", "manager")

    def press(self, record, button):
        """refused, passed or changed: what came of it is taken back."""
        before = self.count_changes()
        outcome = "passed"
        try:
            with self.env.cr.savepoint(flush=False):
                try:
                    getattr(record, button)()
                    self.env.flush_all()
                except AccessError:
                    outcome = "refused"
                # What else stops it stops those who may press it, too.
                except Exception as error:  # pylint: disable=broad-except
                    outcome = "refused" if _came_of_access(error) else "passed"
                else:
                    if self.count_changes() > before:
                        outcome = "changed"
                raise _TakeBack
        except _TakeBack:
            self.env.transaction.clear()
        return outcome

    def count_changes(self):
        """Rows written in this transaction, dialogs left out."""
        self.env.cr.execute(
            """SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)
                 FROM pg_stat_xact_user_tables WHERE NOT relname = ANY (%s)""",
            [self.dialogs],
        )
        return self.env.cr.fetchone()[0]

    def get_letters(self, record, button):
        """Initials of those who are not refused, large where they changed something."""
        letters = ""
        for role, user in self.users.items():
            self.env.invalidate_all()
            outcome = self.press(record.with_user(user), button)
            letter = "x" if role == "stranger" else role[0]
            if outcome != "refused":
                letters += letter.upper() if outcome == "changed" else letter
        return letters

    @mute_logger(*NOISE)
    def test_each_button_is_for_whom_the_table_says(self):
        """M3, M5: every button of every model, as six roles and as a stranger."""
        samples = test_access.TestCompanies.make_one_of_each(self)
        self.env.flush_all()
        found = {}
        for model, records in sorted(samples.items()):
            for button in sorted(get_buttons(self.env, model)):
                found[f"{model} {button}"] = self.get_letters(records[:1], button)
        self.maxDiff = None
        self.assertEqual(found, BUTTONS)

    @mute_logger(*NOISE)
    def test_no_screen_offers_a_button_that_refuses(self):
        """M3, J1: whoever sees a button on a screen is not refused when pressing it."""
        samples = test_access.TestCompanies.make_one_of_each(self)
        self.env.flush_all()
        refusing = list(find_refusing(self.users, samples, BUTTONS))
        self.assertEqual(refusing, [])

    def test_who_only_looks_changes_nothing(self):
        """M3: no button changes anything for nobody, auditors and strangers."""
        self.assertGreater(len(BUTTONS), 90)
        for button, letters in BUTTONS.items():
            self.assertFalse({"N", "A", "X"} & set(letters), button)


def _came_of_access(error):
    """Whether an error was made of a missing right."""
    while error:
        if isinstance(error, AccessError):
            return True
        error = error.__cause__ or error.__context__
    return False


class _TakeBack(Exception):
    """Ends the savepoint of one press."""
