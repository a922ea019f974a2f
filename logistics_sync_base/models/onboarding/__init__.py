# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From a template to an active partner: steps, proof of each, two people."""

from . import connector_template
from . import connector_digest
from . import connector_template_saving
from . import connector_sample
from . import connector_check
from . import connector_owners
from . import connector_capabilities
from . import onboarding
from . import onboarding_begin
from . import onboarding_step
from . import onboarding_evidence
from . import onboarding_secrets
from . import onboarding_places
from . import onboarding_trial
from . import onboarding_activation
from . import connector_onboarding
from . import onboarding_hands
from . import contract_approval
from . import unowned
