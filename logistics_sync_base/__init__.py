# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import adapters
from . import controllers
from . import models
from . import wizards
from .controllers.unavailable import answer_without_database
