"""simcloud as a process: where it lives, how it starts, is found and ends.

What it serves is put together in ``assembly``; how it is driven while it runs is in ``control``;
the commands for people are in ``commands``. Nothing here knows what a resource is.
"""
