"""What makes jobs run: each sensor looks at one thing and asks for runs.

Add a sensor as a file of its own; it decides nothing that a room below can decide.
"""

from sensors.dead_runs import dead_runs
from sensors.environments import environments

SENSORS = [dead_runs, environments]
