"""When jobs run by themselves: each schedule is a time and a job.

Add a schedule as a file of its own; what the job does is decided in ``jobs``.
"""

from schedules.drift import drift_every_half_hour

SCHEDULES = [drift_every_half_hour]
