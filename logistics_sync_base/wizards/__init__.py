# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import credential_enter
from . import credential_show
from . import document_reject
from . import exception_ignore
from . import answer_decision
from . import code_map_fix
from . import replay
from . import reference_import
from . import gate_switch
from . import health_report
from . import incident_report
from . import operation_switch
from . import rollout_preview
from . import trace_search
from . import audit_report
from . import exception_decide
from . import look
from . import look_security
from . import erasure
from . import promotion
from . import masking
