locals {
  connection_readers = ["ai-scoring", "backend", "campaign-sends", "contact-import"]

  # Region by region, since each asks the endpoint and the cache beside it.
  connections = {
    for where, redis in google_redis_instance.this : where => {
      mongodb = { srv_host = local.srv_hosts[where], database = local.database }
      redis = {
        host           = redis.host
        port           = redis.port
        read_host      = redis.read_endpoint
        auth           = redis.auth_string
        ca_certificate = try(redis.server_ca_certs[0].cert, "")
      }
    }
  }
}

# Where the databases are and how a service proves itself to Redis; what it proves to MongoDB is in a
# secret of its own that rotates.
resource "google_secret_manager_secret" "connections" {
  secret_id           = "database-connections"
  version_destroy_ttl = "604800s"
  deletion_protection = local.protect
  deletion_policy     = local.protect ? "PREVENT" : "DELETE"

  replication {
    user_managed {
      dynamic "replicas" {
        for_each = var.environment.regions
        content {
          location = replicas.value.name
          customer_managed_encryption {
            kms_key_name = var.foundation.kms_keys[replicas.key]["secrets"]
          }
        }
      }
    }
  }
}

# Write-only: the value goes to Secret Manager and into no plan. Its version is a digest of what the
# value follows from and of nothing that a plan cannot know, so that it is written anew when, and only
# when, something in it changes. An older version goes with the secret, not before: whoever reads finds
# one at any moment.
resource "google_secret_manager_secret_version" "connections" {
  secret          = google_secret_manager_secret.connections.id
  secret_data_wo  = jsonencode(local.connections)
  deletion_policy = "ABANDON"
  secret_data_wo_version = substr(nonsensitive(sha256(jsonencode([
    mongodbatlas_advanced_cluster.this.cluster_id,
    [for endpoint in module.private_endpoint : endpoint.name],
    [for connection in local.connections : connection.redis],
  ]))), 0, 16)
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each = toset(local.connection_readers)

  secret_id = google_secret_manager_secret.connections.id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${var.foundation.service_accounts[each.key]}"
}
