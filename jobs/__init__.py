"""What can be run: each job is a name, a sentence and a selection.

Add a job as a file of its own. How a layer is applied is ``crm_infra.orchestration``'s business;
when a job runs is decided in ``schedules`` and ``sensors``.
"""

from jobs.checks import checks
from jobs.drift import drift
from jobs.provision import provision

JOBS = [provision, checks, drift]
