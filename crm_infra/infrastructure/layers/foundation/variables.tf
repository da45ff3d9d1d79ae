variable "environment" {
  description = "The environment as its YAML declares it: the part that this layer uses."
  type = object({
    name                = string
    data_classification = string
    project = object({
      id              = string
      number          = string
      billing_account = string
      labels          = map(string)
    })
    regions = object({
      primary  = object({ name = string })
      recovery = object({ name = string })
    })
    sizes = object({ log_retention_days = number })
    access = object({
      readers   = list(string)
      writers   = list(string)
      approvers = list(string)
    })
    protection = object({ deletion = bool, lock_retention = bool })
    budget     = object({ monthly_usd = number, thresholds = list(number) })
    contacts   = object({ security = string, billing = string, technical = string })
    ci         = object({ repository = string, repository_id = string, branch = string })
  })

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}$", var.environment.name))
    error_message = "environment.name is '${var.environment.name}'; names match ^[a-z][a-z0-9-]{0,30}$. Correct the name in the environment's YAML."
  }

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.environment.project.id)) && can(regex("^[1-9][0-9]{5,}$", var.environment.project.number))
    error_message = "environment.project is ${var.environment.project.id} with number ${var.environment.project.number}; an id has 6 to 30 lower-case letters, digits and '-', a number only digits. Copy both from the project's page."
  }

  validation {
    condition     = sort([var.environment.regions.primary.name, var.environment.regions.recovery.name]) == tolist(["us-central1", "us-east1"])
    error_message = "environment.regions are ${var.environment.regions.primary.name} and ${var.environment.regions.recovery.name}; buckets lie in NAM4, which is exactly us-central1 and us-east1. Use these two, or move the buckets with an ADR."
  }

  validation {
    condition     = var.environment.sizes.log_retention_days >= 1 && var.environment.sizes.log_retention_days <= 3650
    error_message = "environment.sizes.log_retention_days is ${var.environment.sizes.log_retention_days}; log buckets keep entries for 1 to 3650 days. Change it in the environment's YAML."
  }

  validation {
    condition     = alltrue([for member in flatten(values(var.environment.access)) : startswith(member, "group:")])
    error_message = "environment.access names ${join(", ", distinct(flatten(values(var.environment.access))))}; access is given to groups only, written group:name@domain. Put the person into a group."
  }

  validation {
    condition     = var.environment.budget.monthly_usd > 0 && length(var.environment.budget.thresholds) > 0 && alltrue([for share in var.environment.budget.thresholds : share > 0 && share <= 2])
    error_message = "environment.budget is ${var.environment.budget.monthly_usd} USD with thresholds ${jsonencode(var.environment.budget.thresholds)}; it needs an amount above 0 and thresholds above 0 and up to 2. Change the budget in the environment's YAML."
  }

  validation {
    condition     = can(regex("^[1-9][0-9]*$", var.environment.ci.repository_id))
    error_message = "environment.ci.repository_id is '${var.environment.ci.repository_id}'; trust is bound to the numeric id, because a name can be taken over. Read it with: gh api repos/${var.environment.ci.repository} --jq .id"
  }
}
