locals {
  # Each standing region reaches the cluster by the name of its own endpoint.
  srv_hosts = {
    for where, endpoint in module.private_endpoint : where => try(trimprefix([
      for address in mongodbatlas_advanced_cluster.this.connection_strings.private_endpoint :
      address.srv_connection_string
      if contains([for end in address.endpoints : end.endpoint_id], endpoint.name)
    ][0], "mongodb+srv://"), "")
  }
}

output "atlas" {
  description = "The Atlas project and its cluster: ids, the private name without credentials, and votes by region, the preferred primary first."
  value = {
    project_id   = mongodbatlas_project.this.id
    project_name = mongodbatlas_project.this.name
    cluster_id   = mongodbatlas_advanced_cluster.this.cluster_id
    cluster_name = mongodbatlas_advanced_cluster.this.name
    srv_host     = local.srv_hosts["primary"]
    electable    = local.electable
  }
}

output "backup" {
  description = "How often and how long snapshots are kept, where copies lie, and how far back any moment can be restored."
  value = {
    every_hours         = local.snapshots.hourly.every
    retention_days      = local.retention_days
    point_in_time_days  = mongodbatlas_cloud_backup_schedule.this.restore_window_days
    copied_to           = var.environment.regions.recovery.name
    oplogs_copied       = mongodbatlas_cloud_backup_schedule.this.copy_settings[0].should_copy_oplogs
    under_compliance    = var.environment.databases.backup.compliance
    kept_after_deletion = mongodbatlas_advanced_cluster.this.retain_backups_enabled
  }
}

output "connection_secret_id" {
  description = "The secret that says, region by region, where the databases are: a reference, never the value."
  value       = google_secret_manager_secret.connections.id

  depends_on = [google_secret_manager_secret_version.connections]
}

output "database_users" {
  description = "Service => its user in the database; the password is in the secret of the same service."
  value       = { for service, user in mongodbatlas_database_user.this : service => user.username }
}

output "private_endpoints" {
  description = "Region (primary, recovery) => the endpoint through which it reaches Atlas."
  value = {
    for where, endpoint in module.private_endpoint : where => {
      region   = local.standing[where].name
      name     = endpoint.name
      address  = endpoint.address
      srv_host = local.srv_hosts[where]
    }
  }
}

output "redis" {
  description = "Region (primary, recovery) => its cache. How to prove oneself to it is in the connection secret."
  value = {
    for where, redis in google_redis_instance.this : where => {
      region    = local.standing[where].name
      id        = redis.id
      name      = redis.name
      host      = redis.host
      port      = redis.port
      read_host = redis.read_endpoint
      memory_gb = redis.memory_size_gb
      tier      = redis.tier
    }
  }
}
