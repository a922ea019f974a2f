# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import dispatcher
from . import partner_api
from . import fallback
from . import contracts
from . import health
from . import inbound
from . import outbox
from . import export
from . import replay
from . import status
