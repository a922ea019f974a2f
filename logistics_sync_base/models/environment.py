# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..settings import get_setting
from .connector import ENVIRONMENTS

# Differs in every copy, also in one that was restored under the same name: which
# cluster it lives in, and which of its databases it is.
FINGERPRINT = SQL(
    """(SELECT c.system_identifier || ':' || d.oid
          FROM pg_control_system() c, pg_database d
         WHERE d.datname = current_database())"""
)

# Attribute of a connection to PostgreSQL, and how long it is believed.
PLACE, PLACE_SECONDS = "logistics_sync_place", 60


class LogisticsSyncEnvironment(models.Model):
    """What this database is for, and that it is this one and no copy of it.

    There is one row. Connectors of another environment, and all connectors of a copy
    that nobody confirmed, neither accept nor send anything.
    """

    _name = "logistics.sync.environment"
    _description = "Environment of This Database"

    environment = fields.Selection(
        ENVIRONMENTS,
        string="As Declared",
        required=True,
        default="test",
        readonly=True,
    )
    fingerprint = fields.Char(groups=NO_ACCESS, copy=False)
    effective = fields.Selection(
        ENVIRONMENTS, string="This Database Is For", compute="_compute_effective"
    )
    is_set_by_server = fields.Boolean(compute="_compute_effective")
    is_copy = fields.Boolean(compute="_compute_effective")
    confirmed_id = fields.Many2one("res.users", string="Said By", readonly=True)
    confirmed_at = fields.Datetime(string="Said On", readonly=True)

    _one_row = models.UniqueIndex("((true))", "There is one environment.")

    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._("Environment of This Database")

    @api.depends("environment", "fingerprint")
    def _compute_effective(self):
        for row in self:
            row.effective = self._get_environment()
            row.is_set_by_server = bool(_get_server_environment())
            row.is_copy = self._is_copy()

    # ------------------------------------------------------------ questions
    @api.model
    @api.private
    def _get_environment(self):
        """What this database is for: the server's setting wins over the row."""
        return _get_server_environment() or self._get_row()[0]

    @api.model
    @api.private
    def _is_copy(self):
        """Whether the database was bound to another place than where it is now."""
        return self._get_row()[1]

    @api.model
    @api.private
    def _allows(self, environment):
        """Whether a connector of an environment may act here."""
        row_environment, is_copy = self._get_row()
        return not is_copy and environment == (
            _get_server_environment() or row_environment
        )

    @api.model
    def _get_row(self):
        """(environment as declared, whether this is an unconfirmed copy)"""
        return self._get_row_at(self._get_place())

    @api.model
    @tools.ormcache("place")
    def _get_row_at(self, place):
        rows = self.env.execute_query(
            SQL(
                """SELECT environment, COALESCE(fingerprint <> %s, FALSE)
                     FROM logistics_sync_environment""",
                place,
            )
        )
        return rows[0] if rows else ("test", False)

    @api.model
    def _get_place(self):
        """The fingerprint of where this is, asked once a connection and minute.

        Under a running server another database may be put in the place of this one:
        none of the connections survives that, unless a pooler stands between.
        """
        connection, now = self.env.cr.connection, time.monotonic()
        asked_at, place = getattr(connection, PLACE, (None, None))
        if place is None or now - asked_at > PLACE_SECONDS:
            [[place]] = self.env.execute_query(SQL("SELECT %s", FINGERPRINT))
            setattr(connection, PLACE, (now, place))
        return place

    # -------------------------------------------------------------- changes
    @api.model
    @api.private
    def _bind(self):
        """Note where this database is, once: at the first connector that goes live."""
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_environment SET fingerprint = %s
                    WHERE fingerprint IS NULL""",
                FINGERPRINT,
            )
        )
        self.invalidate_model()

    @api.model
    @api.private
    def _declare(self, environment):
        """Say what this database, at this place, is for."""
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_environment
                      SET environment = %s, fingerprint = %s, confirmed_id = %s,
                          confirmed_at = %s""",
                environment,
                FINGERPRINT,
                self.env.uid,
                fields.Datetime.now(),
            )
        )
        # The state of every connector and secret depends on it.
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    def action_declare_production(self):
        """Button: partners are really told from here."""
        self._declare_by_hand("production")

    def action_declare_test(self):
        """Button: only partners' test systems are told from here."""
        self._declare_by_hand("test")

    def action_declare_demo(self):
        """Button: only simulated partners are told from here."""
        self._declare_by_hand("demo")

    def _declare_by_hand(self, environment):
        if not self.env.user._is_system():
            raise AccessError(
                self.env._(
                    "Only a system administrator (with access to Settings) can say "
                    "what this database is for."
                )
            )
        fixed = _get_server_environment()
        if fixed and fixed != environment:
            raise UserError(
                self.env._(
                    "The server's configuration says that its databases are for "
                    "“%s”. Change it there.",
                    dict(ENVIRONMENTS)[fixed],
                )
            )
        self.sudo()._declare(environment)


def _get_server_environment():
    """The server's own word on its databases, or None; a wrong one allows nothing."""
    found = (get_setting("environment") or "").strip().lower()
    return found or None
