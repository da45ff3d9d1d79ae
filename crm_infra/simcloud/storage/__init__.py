"""The simulated Cloud Storage: its rules, its tables and the JSON API that serves them.

What is stored and what is refused lives in this folder, free of HTTP; how it is spoken over the
wire lives in ``http/``. ``server.StorageServer`` puts the two together, ``registry.BucketRegistry``
is the door for the simulated provider's ``google_storage_bucket``. Other services of the simulated
cloud belong in ``crm_infra.simcloud.services``.
"""
