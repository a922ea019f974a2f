# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Each screen opens for each role that has its menu, whatever the records are about."""

from lxml import etree

from odoo.tests import tagged

from .common import SuiteCase, delivery_event

ROLES = ("user", "operations", "finance", "manager", "auditor")
VIEWS = {"list", "kanban", "form"}
X2MANY = ("one2many", "many2many")


def shown_fields(node, model):
    """What the browser asks for to show a view: {field: specification}."""
    spec = {}
    for field in node.iter("field"):
        if next(field.iterancestors("field"), None) not in (None, node):
            continue
        name = field.get("name")
        kind = model._fields[name].type
        inner = {}
        if kind in X2MANY and len(field):
            inner = shown_fields(field[0], model.env[model._fields[name].comodel_name])
        elif kind == "many2one" or kind in X2MANY:
            inner = {"display_name": {}}
        spec[name] = {"fields": inner} if inner else {}
    return spec


@tagged("post_install", "-at_install")
class TestScreensByRole(SuiteCase):
    def setUp(self):
        super().setUp()
        self.make_rule("delivered")
        order = self.make_order()
        self.ship(order, "1Z-SCREENS")
        carrier = self.make_connector()
        for number in ("1Z-SCREENS", "1Z-NOBODY"):
            self.ingest(carrier, delivery_event(number, milestone="delivered"))
        self.ingest(carrier, b"{broken")
        self.drain()
        # What people of logistics alone may not open: sales, stock, accounting.
        records = (order, order._create_invoices(), order.picking_ids)
        for position, record in enumerate(records):
            self.point_at(carrier, record, position)

    def point_at(self, connector, record, position):
        """An event, a question and a reference about a record."""
        about = {"res_model": record._name, "res_id": record.id}
        message = self.ingest(connector, delivery_event(f"1Z-ABOUT-{position}"))
        self.drain()
        message.event_ids.sudo().write(about)
        self.env["logistics.sync.exception"]._raise_for(
            "checkpoint_late", f"{record.display_name} is late.", record=record
        )
        self.env["logistics.sync.external.ref"].create(
            {
                "connector_id": connector.id,
                "kind": "order",
                "external_id": f"{record.display_name}-{position}",
            }
            | about
        )

    def get_actions(self, env):
        """[(menu, action)] of the windows behind the menus this user sees."""
        menus = env["ir.ui.menu"].load_menus(False)
        root = env.ref("logistics_sync_base.menu_logistics_root").id
        found, waiting = [], list(menus[root]["children"])
        while waiting:
            menu = menus[waiting.pop()]
            waiting += menu["children"]
            if menu["action_model"] == "ir.actions.act_window":
                action = env["ir.actions.act_window"].sudo().browse(menu["action_id"])
                found.append((menu["name"], action))
        return found

    def open(self, env, action):
        """Read what the browser reads when it opens each view of an action."""
        model = env[action.res_model]
        views = [view for view in action.views if view[1] in VIEWS]
        for kind, view in model.get_views(views)["views"].items():
            spec = shown_fields(etree.fromstring(view["arch"]), model)
            if kind == "form":
                model.search([], limit=3).web_read(spec)
            else:
                model.web_search_read([], spec, limit=20)

    def test_every_menu_opens_for_whom_it_is_shown(self):
        """J1, M3: no menu ends in a refusal, whatever its records are about."""
        for role in ROLES:
            env = self.env(user=self.make_user(f"screens_{role}", role), su=False)
            actions = self.get_actions(env)
            self.assertGreater(len(actions), 10)
            for name, action in actions:
                with self.subTest(role=role, menu=name):
                    env.invalidate_all()
                    self.open(env, action)

    def test_a_document_is_offered_to_whom_it_opens(self):
        """J1, M3: no button leads to an order that would refuse who presses it."""
        clerk, auditor, seller = (
            self.make_user(f"opens_{name}", group)
            for name, group in (
                ("nothing", "user"),
                ("nothing_to_change", "auditor"),
                ("orders", "user"),
            )
        )
        seller.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        for pointer in ("exception", "event", "external.ref"):
            view = self.env[f"logistics.sync.{pointer}"].get_view(view_type="form")
            self.assertIn("not may_open_document", view["arch"])
            for user, opens in ((clerk, False), (auditor, False), (seller, True)):
                with self.subTest(pointer=pointer, user=user.login):
                    records = self.env[f"logistics.sync.{pointer}"].with_user(user)
                    found = records.search([("res_model", "=", "sale.order")], limit=1)
                    self.assertEqual(found.may_open_document, opens)
                    self.assertTrue(found.document_name)
                    document = found._get_document()
                    self.assertEqual(document.has_access("read"), opens)

    def test_an_invoice_is_offered_to_whom_its_form_opens(self):
        """J1, M3: Odoo's form of an invoice refuses sellers: it reads payments."""
        seller = self.make_user("opens_no_invoices", "user")
        seller.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        events = self.env["logistics.sync.event"].with_user(seller)
        event = events.search([("res_model", "=", "account.move")], limit=1)
        self.assertTrue(event)
        self.assertFalse(event.may_open_document)
        seller.group_ids += self.env.ref("account.group_account_invoice")
        event.invalidate_recordset()
        self.assertTrue(event.may_open_document)
