variable "environment" {
  description = "The environment as its YAML declares it: the part that this layer uses."
  type = object({
    name                = string
    data_classification = string
    project             = object({ id = string, labels = map(string) })
    regions = object({
      primary = object({
        name     = string
        standing = optional(bool, true)
        cidr     = object({ nodes = string, pods = string })
      })
      recovery = object({
        name     = string
        standing = bool
        cidr     = object({ nodes = string, pods = string })
      })
    })
    protection = object({ deletion = bool })
    contacts   = object({ security = string, technical = string })
    databases = object({
      atlas = object({
        organization      = string
        mongodb_version   = string
        instance_size     = string
        max_instance_size = string
        disk_gb           = number
        witness_region    = string
      })
      backup = object({
        hourly_days        = number
        daily_days         = number
        weekly_weeks       = number
        monthly_months     = number
        point_in_time_days = number
        compliance         = bool
      })
      redis = object({
        version            = string
        tier               = string
        memory_gb          = number
        replicas           = number
        recovery_memory_gb = number
        maintenance        = object({ day = string, hour = number })
      })
    })
  })

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}$", var.environment.name))
    error_message = "environment.name is '${var.environment.name}'; names match ^[a-z][a-z0-9-]{0,30}$. Correct the name in the environment's YAML."
  }

  validation {
    condition     = contains(["synthetic", "anonymized", "production"], var.environment.data_classification)
    error_message = "environment.data_classification is '${var.environment.data_classification}'; data is synthetic, anonymized or production. Correct it in the environment's YAML."
  }

  validation {
    condition     = var.environment.data_classification != "production" || var.environment.regions.recovery.standing
    error_message = "environment.regions.recovery.standing is ${var.environment.regions.recovery.standing} with data_classification ${var.environment.data_classification}; production data survives the loss of a region. Let the recovery region stand, or hold no production data here."
  }

  validation {
    condition     = alltrue([for range in flatten([for region in values(var.environment.regions) : values(region.cidr)]) : can(cidrnetmask(range)) && anytrue([for private in ["^10\\.", "^172\\.(1[6-9]|2[0-9]|3[01])\\.", "^192\\.168\\."] : can(regex(private, range))]) && try(tonumber(split("/", range)[1]) >= 8, false)])
    error_message = "environment.regions has the ranges ${join(", ", flatten([for region in values(var.environment.regions) : values(region.cidr)]))}; only private ranges of nodes and pods come near a database. Correct the range in the environment's YAML."
  }

  validation {
    condition     = can(regex("^[0-9a-f]{24}$", var.environment.databases.atlas.organization))
    error_message = "environment.databases.atlas.organization is '${var.environment.databases.atlas.organization}'; an Atlas id has 24 hexadecimal digits. Copy it from the organisation's settings in Atlas."
  }

  validation {
    condition     = alltrue([for region in [var.environment.regions.primary.name, var.environment.regions.recovery.name, var.environment.databases.atlas.witness_region] : contains(keys(local.atlas_regions), region)])
    error_message = "environment.regions and databases.atlas.witness_region are ${join(", ", [var.environment.regions.primary.name, var.environment.regions.recovery.name, var.environment.databases.atlas.witness_region])}; data stays in ${join(", ", keys(local.atlas_regions))}. Choose among them, or add the region's Atlas name to regions.tf."
  }

  validation {
    condition     = length(distinct([var.environment.regions.primary.name, var.environment.regions.recovery.name, var.environment.databases.atlas.witness_region])) == 3
    error_message = "environment.regions and databases.atlas.witness_region are ${join(", ", [var.environment.regions.primary.name, var.environment.regions.recovery.name, var.environment.databases.atlas.witness_region])}; a majority survives a region only when three different ones hold votes. Choose a third region as witness."
  }

  validation {
    condition     = contains(local.instance_sizes, var.environment.databases.atlas.instance_size) && contains(local.instance_sizes, var.environment.databases.atlas.max_instance_size)
    error_message = "environment.databases.atlas has instance_size ${var.environment.databases.atlas.instance_size} and max_instance_size ${var.environment.databases.atlas.max_instance_size}; sizes are ${join(", ", local.instance_sizes)}. Choose among them."
  }

  validation {
    condition     = try(index(local.instance_sizes, var.environment.databases.atlas.max_instance_size) >= index(local.instance_sizes, var.environment.databases.atlas.instance_size), true)
    error_message = "environment.databases.atlas.max_instance_size is ${var.environment.databases.atlas.max_instance_size}; auto-scaling goes up from ${var.environment.databases.atlas.instance_size}. Give a size that is not smaller."
  }

  validation {
    condition     = var.environment.databases.atlas.disk_gb >= 10 && var.environment.databases.atlas.disk_gb <= 4096 && floor(var.environment.databases.atlas.disk_gb) == var.environment.databases.atlas.disk_gb
    error_message = "environment.databases.atlas.disk_gb is ${var.environment.databases.atlas.disk_gb}; a disk has 10 to 4096 whole GB. Change it in the environment's YAML."
  }

  validation {
    condition     = can(regex("^[5-9]\\.0$", var.environment.databases.atlas.mongodb_version))
    error_message = "environment.databases.atlas.mongodb_version is '${var.environment.databases.atlas.mongodb_version}'; only yearly releases are supported for years, written like 8.0. Name one of them."
  }

  validation {
    condition     = alltrue([for count in [var.environment.databases.backup.hourly_days, var.environment.databases.backup.daily_days, var.environment.databases.backup.weekly_weeks, var.environment.databases.backup.monthly_months] : count >= 1 && floor(count) == count])
    error_message = "environment.databases.backup is ${jsonencode(var.environment.databases.backup)}; each kind of snapshot is kept for a whole number of at least one. Correct it in the environment's YAML."
  }

  validation {
    condition     = var.environment.databases.backup.hourly_days <= var.environment.databases.backup.daily_days && var.environment.databases.backup.daily_days <= 7 * var.environment.databases.backup.weekly_weeks && 7 * var.environment.databases.backup.weekly_weeks <= 31 * var.environment.databases.backup.monthly_months
    error_message = "environment.databases.backup has retentions of ${var.environment.databases.backup.hourly_days} and ${var.environment.databases.backup.daily_days} days, ${var.environment.databases.backup.weekly_weeks} weeks and ${var.environment.databases.backup.monthly_months} months; rarer snapshots are kept at least as long as more frequent ones. Lengthen the rarer ones."
  }

  validation {
    condition     = var.environment.databases.backup.point_in_time_days >= 1 && var.environment.databases.backup.point_in_time_days <= var.environment.databases.backup.hourly_days
    error_message = "environment.databases.backup.point_in_time_days is ${var.environment.databases.backup.point_in_time_days}; a moment can be restored only while hourly snapshots are kept, which is ${var.environment.databases.backup.hourly_days} days. Choose 1 to ${var.environment.databases.backup.hourly_days}."
  }

  validation {
    condition     = !var.environment.databases.backup.compliance || alltrue([for kind, least in local.compliance_floor : var.environment.databases.backup[kind] >= least])
    error_message = "environment.databases.backup is ${jsonencode(var.environment.databases.backup)}; under compliance at least ${jsonencode(local.compliance_floor)} is kept. Lengthen what is shorter."
  }

  validation {
    condition     = can(regex("^REDIS_[0-9]+_[0-9X]+$", var.environment.databases.redis.version))
    error_message = "environment.databases.redis.version is '${var.environment.databases.redis.version}'; versions are written like REDIS_7_2. Correct it in the environment's YAML."
  }

  validation {
    condition     = contains(["BASIC", "STANDARD_HA"], var.environment.databases.redis.tier)
    error_message = "environment.databases.redis.tier is '${var.environment.databases.redis.tier}'; the tiers are BASIC and STANDARD_HA. Choose one of them."
  }

  validation {
    condition     = alltrue([for size in [var.environment.databases.redis.memory_gb, var.environment.databases.redis.recovery_memory_gb] : size >= 1 && size <= 300 && floor(size) == size])
    error_message = "environment.databases.redis has memory_gb ${var.environment.databases.redis.memory_gb} and recovery_memory_gb ${var.environment.databases.redis.recovery_memory_gb}; an instance has 1 to 300 whole GiB. Change them in the environment's YAML."
  }

  validation {
    condition     = var.environment.databases.redis.replicas == 0 || (var.environment.databases.redis.tier == "STANDARD_HA" && var.environment.databases.redis.replicas >= 1 && var.environment.databases.redis.replicas <= 5 && alltrue([for size in [var.environment.databases.redis.memory_gb, var.environment.databases.redis.recovery_memory_gb] : size >= 5]))
    error_message = "environment.databases.redis has ${var.environment.databases.redis.replicas} replicas in tier ${var.environment.databases.redis.tier} with ${join(" and ", [var.environment.databases.redis.memory_gb, var.environment.databases.redis.recovery_memory_gb])} GiB; replicas to read from are 1 to 5, in STANDARD_HA, from 5 GiB on. Raise the tier and the memory, or have none."
  }

  validation {
    condition     = contains(local.days, var.environment.databases.redis.maintenance.day) && contains(range(24), var.environment.databases.redis.maintenance.hour)
    error_message = "environment.databases.redis.maintenance is ${var.environment.databases.redis.maintenance.day} at ${var.environment.databases.redis.maintenance.hour}; it is a day of ${join(", ", local.days)} and an hour of 0 to 23. Correct it in the environment's YAML."
  }
}

variable "foundation" {
  description = "Outputs of the layer foundation that this layer uses."
  type = object({
    kms_keys              = map(map(string))
    notification_channels = map(string)
    secret_ids            = map(string)
    service_accounts      = map(string)
  })

  validation {
    condition     = alltrue([for where in ["primary", "recovery"] : alltrue([for key in ["atlas", "redis", "secrets"] : can(var.foundation.kms_keys[where][key])])])
    error_message = "foundation.kms_keys has ${jsonencode({ for where, held in var.foundation.kms_keys : where => keys(held) })}; both regions need the keys atlas, redis and secrets. Apply the layer foundation first."
  }

  validation {
    condition     = can(var.foundation.notification_channels["technical"])
    error_message = "foundation.notification_channels has ${join(", ", keys(var.foundation.notification_channels))}; the contact technical hears of trouble. Apply the layer foundation first."
  }

  validation {
    condition     = alltrue([for user in local.database_users : can(var.foundation.secret_ids[user.password])])
    error_message = "foundation.secret_ids has ${join(", ", keys(var.foundation.secret_ids))}; the users of the database need ${join(", ", [for user in local.database_users : user.password])}. Apply the layer foundation first."
  }

  validation {
    condition     = alltrue([for reader in local.connection_readers : can(var.foundation.service_accounts[reader])])
    error_message = "foundation.service_accounts has ${join(", ", keys(var.foundation.service_accounts))}; the accounts ${join(", ", local.connection_readers)} read where the databases are. Apply the layer foundation first."
  }
}

variable "network" {
  description = "Outputs of the layer network that this layer uses."
  type = object({
    network_id             = string
    private_service_ranges = map(string)
    subnets                = map(object({ psc = string }))
  })

  validation {
    condition     = alltrue([for where in keys(local.standing) : can(var.network.subnets[where]) && can(var.network.private_service_ranges[where])])
    error_message = "network.subnets has ${join(", ", keys(var.network.subnets))} and private_service_ranges has ${join(", ", keys(var.network.private_service_ranges))}; databases stand in ${join(", ", keys(local.standing))}. Apply the layer network first."
  }
}
