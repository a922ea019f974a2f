# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Setups: their versions, their approval, and their way to another environment."""

from . import setup_reading
from . import setup_writing
from . import setup_telling
from . import mapping_setup
from . import setup_version
from . import versioned
from . import versioned_buttons
from . import connector_setup
from . import connector_approval
from . import connector_document_approval
from . import message_setup
from . import approval_limit
from . import promotion
from . import promotion_plan
from . import promotion_refusals
from . import promotion_places
from . import promotion_export
from . import schema_guard
from . import masking
from . import masking_people
from . import masking_documents
