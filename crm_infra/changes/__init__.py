"""Changes over several layers: planned in order, rehearsed where needed, taken down in reverse.

One layer's plan and apply are ``terraform``'s; what a plan may do (approval, policy) will stand
beside ``planning`` here. Nothing in this room knows Dagster.
"""
