# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""EDIFACT (ISO 9735): reading, checking, writing and acknowledging interchanges."""
