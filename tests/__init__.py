# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_architecture
from . import test_access_matrix
from . import test_one_fact_three_wires
from . import test_staged_documents
from . import test_outbound_story
from . import test_fallback_stories
from . import test_month_end
from . import test_month_end_window
from . import test_partner_drills
from . import test_incident_drills
from . import test_timing_defects
from . import test_tour_connectors
from . import test_tour_exceptions
from . import test_tour_invoicing
from . import test_tour_new_partners
from . import test_tour_onboarding
from . import test_runbooks
from . import test_tour_replay
from . import test_two_pipelines
from . import test_trace
from . import test_tour_three_clicks
from . import test_screens_by_role
from . import test_guide_pictures
from . import test_tour_reading
