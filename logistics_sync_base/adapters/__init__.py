# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import broker
from . import email
from . import folder
from . import gateway
from . import outbox
from . import soap
from . import rest
from . import webhook
