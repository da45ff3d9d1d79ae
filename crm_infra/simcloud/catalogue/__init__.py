"""The catalogue: what simcloud serves, in the project's own notation, one file per service.

``<provider>/<service>.yaml`` says for each type which arguments it has (the schema, as notation)
and what only behaviour can say (its facts). Data goes into those files; this package only reads
them. How values are planned from a schema is ``simcloud.engine``; what an API does beyond its facts
is ``simcloud.services``.
"""

from crm_infra.simcloud.catalogue.loader import load

__all__ = ["load"]
