# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The queue people work on, and what guards documents and their trail.

Models are loaded in the order of their imports; these build on all the others.
"""

from .. import audit_seal
from .. import audit_entry
from .. import message_audit
from .. import audit_check
from .. import event_audit
from .. import mapping_audit
from .. import event_publishing_set
from .. import res_partner
from .. import exception_impact
from .. import exception_route
from .. import exception_routing
from .. import exception_history
from .. import exception_history_keeping
from .. import exception_hold
from .. import exception_sla
from .. import exception_override
from .. import exception_overriding
from .. import exception_override_document
from .. import exception_clearing
from .. import exception_bulk
from .. import exception_limit
from .. import exception_limit_watch
from .. import exception_age
from .. import flow_exceptions
from .. import data_class
from .. import protected_documents
from .. import connector_payload
from .. import message_payload
from .. import message_payload_log
from .. import retention_rule
from .. import legal_hold
from .. import retention_purge
from .. import erasure
from .. import audited_rule
from .. import rule_review
from .. import connector_soap_enquiry
from .. import decoder_declared
from .. import batch_total
from .. import batch_job_intake
from .. import batch_run_intake
from .. import batch_job_reconcile
from . import decided_fields
from . import record_guard
from . import outbound_audit
from . import audited_decisions
from . import exception_answers
from .. import reading
from .. import trace_messages
