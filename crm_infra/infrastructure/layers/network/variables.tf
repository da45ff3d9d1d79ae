variable "environment" {
  description = "The environment as its YAML declares it: the part that this layer uses."
  type = object({
    name                = string
    domain              = string
    data_classification = string
    project             = object({ id = string, labels = map(string) })
    regions = object({
      primary = object({
        name = string
        cidr = object({
          nodes                  = string
          pods                   = string
          services               = string
          control_plane          = string
          private_service_access = string
          psc                    = string
          proxy_only             = string
        })
      })
      recovery = object({
        name = string
        cidr = object({
          nodes                  = string
          pods                   = string
          services               = string
          control_plane          = string
          private_service_access = string
          psc                    = string
          proxy_only             = string
        })
      })
    })
    sizes = object({
      nat_addresses     = number
      nat_min_ports     = number
      nat_max_ports     = number
      flow_log_sampling = number
      flow_log_interval = string
    })
    protection = object({ deletion = bool })
    contacts   = object({ security = string })
    edge       = optional(object({ waf_preview = optional(bool, false) }), {})
  })

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}$", var.environment.name))
    error_message = "environment.name is '${var.environment.name}'; names match ^[a-z][a-z0-9-]{0,30}$. Correct the name in the environment's YAML."
  }

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.environment.domain))
    error_message = "environment.domain is '${var.environment.domain}'; a domain is written in lower case without a dot at the end, like dev.crm.example.com. Correct the domain in the environment's YAML."
  }

  validation {
    condition     = var.environment.regions.primary.name != var.environment.regions.recovery.name
    error_message = "environment.regions are both ${var.environment.regions.primary.name}; the recovery region must be another one. Correct one of them in the environment's YAML."
  }

  validation {
    condition     = alltrue([for range in flatten([for region in var.environment.regions : values(region.cidr)]) : can(cidrnetmask(range)) && try(cidrsubnet(range, 0, 0) == range, false)])
    error_message = "environment.regions has the ranges ${join(", ", flatten([for region in var.environment.regions : values(region.cidr)]))}; each must be an IPv4 range without host bits. Correct the range in the environment's YAML."
  }

  validation {
    condition     = length(distinct(flatten([for region in var.environment.regions : values(region.cidr)]))) == 14
    error_message = "environment.regions has the ranges ${join(", ", flatten([for region in var.environment.regions : values(region.cidr)]))}; no range may stand twice. Give each its own range in the environment's YAML."
  }
}

variable "foundation" {
  description = "Outputs of the layer foundation that this layer uses."
  type        = object({ service_accounts = map(string) })

  validation {
    condition     = can(var.foundation.service_accounts["gke-nodes"])
    error_message = "foundation.service_accounts has ${join(", ", keys(var.foundation.service_accounts))}; the firewall names the account gke-nodes. Apply the layer foundation first."
  }
}
