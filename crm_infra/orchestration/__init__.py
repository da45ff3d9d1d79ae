"""The only logic that knows Dagster: partitions, resources, asset and check factories, executor.

Declarations of assets, jobs, schedules and sensors are in the packages of those names; what a
change, a plan or a state is, is decided below and imports nothing of Dagster.
"""
