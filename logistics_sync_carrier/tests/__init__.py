# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_ranking
from . import test_matching
from . import test_timeline
from . import test_shipped_on
from . import test_stakes
from . import test_shared_handlers
from . import test_near_real_time
from . import test_linking
from . import test_notice
from . import test_notice_transfers
from . import test_transfers
from . import test_notice_out
from . import test_invoice_release_core
from . import test_invoice_ledger_core
from . import test_invoice_rule
from . import test_invoice_quantities
from . import test_invoice_down_payment
from . import test_invoice_ledger
from . import test_invoice_release
from . import test_access
from . import test_invoice_events
from . import test_checkpoints_core
from . import test_checkpoints
from . import test_drift_core
from . import test_drift
from . import test_invoice_delay
