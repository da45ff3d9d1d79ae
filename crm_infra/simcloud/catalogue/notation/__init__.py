"""The notation in which the catalogue files write schemas: read it, write it, turn it into JSON.

    @ v2, importable, customize_diff, timeouts(20m)
    use project
    name: string required new matches `^[a-z]([-a-z0-9]*[a-z0-9])?$`
    routing_mode: string optional computed enum[REGIONAL GLOBAL ""]
    log_config: block[0..1]
      flow_sampling: number optional default 0.5
    ! conflicts ranges prefix

``docs/catalogue.md`` explains every word. ``model`` is what a text means, ``parse`` and ``render``
go between text and model, ``interchange`` goes from the model to the form of
``terraform providers schema -json`` and ``draft`` back. Reading files belongs one folder up.
"""
