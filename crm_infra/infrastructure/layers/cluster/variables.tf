variable "environment" {
  description = "The environment as its YAML declares it: the part that this layer uses."
  type = object({
    name                = string
    data_classification = string
    project             = object({ id = string, number = string, labels = map(string) })
    regions = object({
      primary = object({
        name  = string
        zones = list(string)
        cidr  = object({ nodes = string, pods = string, control_plane = string })
      })
      recovery = object({
        name     = string
        zones    = list(string)
        standing = bool
        cidr     = object({ nodes = string, pods = string, control_plane = string })
      })
    })
    sizes = object({ max_nodes = number, max_pods_per_node = number })
    cluster = object({
      release_channel    = string
      maintenance        = object({ days = list(string), from = string, hours = number })
      managed_prometheus = bool
      spot               = bool
      zones              = number
      pools = map(object({
        machine_type       = string
        disk_gb            = number
        disk_type          = string
        min_nodes          = number
        max_nodes          = number
        recovery_min_nodes = number
      }))
      auto_provisioning     = object({ max_cpus = number, max_memory_gb = number })
      backup_retention_days = number
    })
    serverless = object({
      min_instances = number
      max_instances = number
      receives      = string
    })
    access     = map(list(string))
    windows    = object({ timezone = string, freezes = list(object({ from = string, to = string })) })
    protection = object({ deletion = bool })
  })

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}$", var.environment.name))
    error_message = "environment.name is '${var.environment.name}'; names match ^[a-z][a-z0-9-]{0,30}$. Correct the name in the environment's YAML."
  }

  validation {
    condition     = can(regex("^[1-9][0-9]{5,}$", var.environment.project.number))
    error_message = "environment.project.number is '${var.environment.project.number}'; a project's number has digits only. Copy it from the project's page."
  }

  validation {
    condition     = var.environment.regions.primary.name != var.environment.regions.recovery.name
    error_message = "environment.regions are both ${var.environment.regions.primary.name}; the recovery region must be another one, and keeps the backups. Correct one of them in the environment's YAML."
  }

  validation {
    condition     = var.environment.cluster.zones >= 1 && alltrue([for region in [var.environment.regions.primary, var.environment.regions.recovery] : var.environment.cluster.zones <= length(region.zones)])
    error_message = "environment.cluster.zones is ${var.environment.cluster.zones}; the regions list ${length(var.environment.regions.primary.zones)} and ${length(var.environment.regions.recovery.zones)} zones. Name as many as nodes shall use, or list another."
  }

  validation {
    condition     = sort(keys(var.environment.cluster.pools)) == tolist(["backend", "frontend", "system"])
    error_message = "environment.cluster.pools are ${join(", ", keys(var.environment.cluster.pools))}; there are exactly system, frontend and backend, since databases run outside the cluster. Change them with an ADR."
  }

  validation {
    condition     = alltrue([for name, pool in var.environment.cluster.pools : can(regex("^(e2|n2|n2d)-(standard|highmem|highcpu|medium)(-[0-9]+)?$", pool.machine_type))])
    error_message = "environment.cluster.pools has the machine types ${join(", ", [for pool in var.environment.cluster.pools : pool.machine_type])}; nodes are of the families e2, n2 or n2d, like e2-standard-4. Choose one of them."
  }

  validation {
    condition     = alltrue([for name, pool in var.environment.cluster.pools : max(pool.min_nodes, pool.recovery_min_nodes) <= pool.max_nodes])
    error_message = "environment.cluster.pools has the bounds ${join(", ", [for name, pool in var.environment.cluster.pools : "${name} ${pool.min_nodes}/${pool.recovery_min_nodes} to ${pool.max_nodes}"])}; no least is above the most. Change min_nodes, recovery_min_nodes or max_nodes."
  }

  validation {
    condition     = alltrue([for name, pool in var.environment.cluster.pools : min(pool.min_nodes, pool.recovery_min_nodes) >= 1 if name == "system"])
    error_message = "environment.cluster.pools has the least nodes ${join(", ", [for name, pool in var.environment.cluster.pools : "${name} ${pool.min_nodes}/${pool.recovery_min_nodes}"])}; the cluster's own pods always need a system node in each region. Give system at least 1."
  }

  validation {
    condition     = var.environment.sizes.max_nodes >= sum([for pool in var.environment.cluster.pools : pool.max_nodes + 1])
    error_message = "environment.sizes.max_nodes is ${var.environment.sizes.max_nodes}; the pools grow to ${sum([for pool in var.environment.cluster.pools : pool.max_nodes])} nodes and each has one more during an upgrade. Raise it or lower max_nodes of a pool."
  }

  # A node takes twice its pods' addresses, rounded up to a power of two.
  validation {
    condition     = var.environment.sizes.max_pods_per_node >= 8 && var.environment.sizes.max_pods_per_node <= 256 && alltrue([for region in [var.environment.regions.primary, var.environment.regions.recovery] : try(pow(2, 32 - tonumber(split("/", region.cidr.pods)[1]) - ceil(log(2 * var.environment.sizes.max_pods_per_node, 2))) >= var.environment.sizes.max_nodes, false)])
    error_message = "environment.sizes has max_nodes ${var.environment.sizes.max_nodes} with max_pods_per_node ${var.environment.sizes.max_pods_per_node}; they must be 8 to 256 pods and fit into the pod ranges ${var.environment.regions.primary.cidr.pods} and ${var.environment.regions.recovery.cidr.pods}. Lower one of them or give larger ranges."
  }

  validation {
    condition     = alltrue([for limit in [var.environment.cluster.auto_provisioning.max_cpus, var.environment.cluster.auto_provisioning.max_memory_gb] : limit >= 1 && floor(limit) == limit])
    error_message = "environment.cluster.auto_provisioning has ${var.environment.cluster.auto_provisioning.max_cpus} vCPUs and ${var.environment.cluster.auto_provisioning.max_memory_gb} GB; both are whole numbers of at least 1. Change them in the environment's YAML."
  }

  validation {
    condition     = contains(["primary", "recovery"], var.environment.serverless.receives) && (var.environment.serverless.receives == "primary" || var.environment.regions.recovery.standing)
    error_message = "environment.serverless.receives is ${var.environment.serverless.receives}; events are received in the primary region, or in the recovery region while that stands. Set regions.recovery.standing to true first."
  }

  validation {
    condition     = var.environment.serverless.min_instances >= 0 && var.environment.serverless.min_instances <= var.environment.serverless.max_instances && var.environment.serverless.max_instances <= 100
    error_message = "environment.serverless has ${var.environment.serverless.min_instances} to ${var.environment.serverless.max_instances} instances; the least is not above the most, which is 100 or less. Change min_instances or max_instances."
  }

  validation {
    condition     = length(distinct([for member in flatten(values(var.environment.access)) : split("@", member)[1] if can(split("@", member)[1])])) == 1 && alltrue([for member in flatten(values(var.environment.access)) : can(regex("^group:[^@]+@[^@]+$", member))])
    error_message = "environment.access names ${join(", ", distinct(flatten(values(var.environment.access))))}; Kubernetes roles are bound to groups of one domain, written group:name@domain. Use groups of the organisation's domain."
  }

  validation {
    condition     = alltrue([for freeze in var.environment.windows.freezes : try(timecmp(freeze.from, freeze.to) < 0, false)])
    error_message = "environment.windows.freezes has ${join(", ", [for freeze in var.environment.windows.freezes : "${freeze.from} to ${freeze.to}"])}; each begins before it ends, both written like 2026-12-20T00:00:00Z. Correct them in the environment's YAML."
  }
}

variable "foundation" {
  description = "Outputs of the layer foundation that this layer uses."
  type = object({
    kms_keys         = object({ primary = map(string), recovery = map(string), multi = map(string) })
    repositories     = map(string)
    secret_ids       = map(string)
    service_accounts = map(string)
  })

  validation {
    condition     = length(setsubtract(["ai-scoring", "backend", "campaign-sends", "contact-import", "events", "frontend", "gke-nodes", "scheduler"], keys(var.foundation.service_accounts))) == 0
    error_message = "foundation.service_accounts has ${join(", ", keys(var.foundation.service_accounts))}; this layer also needs ${join(", ", setsubtract(["ai-scoring", "backend", "campaign-sends", "contact-import", "events", "frontend", "gke-nodes", "scheduler"], keys(var.foundation.service_accounts)))}. Apply the layer foundation first."
  }

  validation {
    condition     = alltrue([for where in [var.foundation.kms_keys.primary, var.foundation.kms_keys.recovery] : alltrue([for key in ["backup", "disks", "gke"] : contains(keys(where), key)])]) && contains(keys(var.foundation.kms_keys.multi), "messaging")
    error_message = "foundation.kms_keys has ${jsonencode({ for where, found in var.foundation.kms_keys : where => keys(found) })}; clusters need backup, disks and gke in both regions, topics need messaging. Apply the layer foundation first."
  }

  validation {
    condition     = length(setsubtract(["ai-api-key", "mongodb-jobs-password", "twilio-auth-token"], keys(var.foundation.secret_ids))) == 0
    error_message = "foundation.secret_ids has ${join(", ", keys(var.foundation.secret_ids))}; Cloud Run is told the names of ai-api-key, mongodb-jobs-password and twilio-auth-token. Apply the layer foundation first."
  }

  validation {
    condition     = contains(keys(var.foundation.repositories), "images")
    error_message = "foundation.repositories has ${join(", ", keys(var.foundation.repositories))}; only images of the repository images may run. Apply the layer foundation first."
  }
}

variable "network" {
  description = "Outputs of the layer network that this layer uses."
  type = object({
    network_id = string
    subnets = map(object({
      region         = string
      nodes          = string
      pods_range     = string
      services_range = string
    }))
  })

  validation {
    condition     = alltrue([for where, region in { primary = var.environment.regions.primary.name, recovery = var.environment.regions.recovery.name } : try(var.network.subnets[where].region == region, false)])
    error_message = "network.subnets are in ${join(", ", [for where, subnet in var.network.subnets : "${where} ${subnet.region}"])}; clusters stand in ${var.environment.regions.primary.name} and ${var.environment.regions.recovery.name}. Apply the layer network first."
  }
}
