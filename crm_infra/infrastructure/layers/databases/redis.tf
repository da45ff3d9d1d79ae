locals {
  redis = var.environment.databases.redis

  redis_memory_gb = {
    primary  = local.redis.memory_gb
    recovery = local.redis.recovery_memory_gb
  }

  days_at_google = {
    sun = "SUNDAY"
    mon = "MONDAY"
    tue = "TUESDAY"
    wed = "WEDNESDAY"
    thu = "THURSDAY"
    fri = "FRIDAY"
    sat = "SATURDAY"
  }
}

# One for each region that stands, and no replication between them: a cache is rebuilt, not restored.
resource "google_redis_instance" "this" {
  for_each = local.standing

  name           = "${local.prefix}-${each.value.name}"
  region         = each.value.name
  redis_version  = local.redis.version
  tier           = local.redis.tier
  memory_size_gb = local.redis_memory_gb[each.key]

  replica_count      = local.redis.replicas > 0 ? local.redis.replicas : null
  read_replicas_mode = local.redis.replicas > 0 ? "READ_REPLICAS_ENABLED" : "READ_REPLICAS_DISABLED"

  authorized_network = var.network.network_id
  connect_mode       = "PRIVATE_SERVICE_ACCESS"
  reserved_ip_range  = var.network.private_service_ranges[each.key]

  auth_enabled            = true
  transit_encryption_mode = "SERVER_AUTHENTICATION"
  customer_managed_key    = var.foundation.kms_keys[each.key]["redis"]

  # The least recently used goes when it is full; a restart begins with nothing.
  redis_configs = {
    maxmemory-policy = "allkeys-lru"
  }

  persistence_config {
    persistence_mode = "DISABLED"
  }

  maintenance_policy {
    weekly_maintenance_window {
      day = local.days_at_google[local.redis.maintenance.day]
      start_time {
        hours   = local.redis.maintenance.hour
        minutes = 0
        seconds = 0
        nanos   = 0
      }
    }
  }

  deletion_protection = local.protect
  deletion_policy     = local.protect ? "PREVENT" : "DELETE"
}
