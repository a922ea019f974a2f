# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Messages the way a clerk reads them; all of it is made when somebody looks."""

from . import event_effects
from . import message_sentence
from . import message_timeline
from . import message_reading
from . import exception_reading
from . import document_opening
