resource "google_redis_instance" "cache" {
  name                    = "crm-cache"
  display_name            = "CRM cache"
  tier                    = "STANDARD_HA"
  memory_size_gb          = 5
  region                  = "us-central1"
  location_id             = "us-central1-a"
  alternative_location_id = "us-central1-b"
  authorized_network      = google_compute_network.vpc.id
  connect_mode            = "PRIVATE_SERVICE_ACCESS"
  auth_enabled            = true
  transit_encryption_mode = "SERVER_AUTHENTICATION"
  customer_managed_key    = google_kms_crypto_key.key.id
  redis_version           = "REDIS_7_2"
  replica_count           = 1
  read_replicas_mode      = "READ_REPLICAS_ENABLED"
  deletion_protection     = false
  labels                  = { use = "cache" }
  redis_configs = {
    maxmemory-policy       = "allkeys-lru"
    notify-keyspace-events = ""
  }
  maintenance_policy {
    weekly_maintenance_window {
      day = "SUNDAY"
      start_time {
        hours   = 4
        minutes = 0
        seconds = 0
        nanos   = 0
      }
    }
  }
  persistence_config { persistence_mode = "DISABLED" }
  timeouts {
    create = "30m"
    update = "30m"
    delete = "30m"
  }
  depends_on = [google_service_networking_connection.psa, google_kms_crypto_key_iam_member.agents]
}

resource "google_redis_instance" "small" {
  name                    = "crm-small"
  memory_size_gb          = 1
  authorized_network      = google_compute_network.vpc.id
  connect_mode            = "PRIVATE_SERVICE_ACCESS"
  auth_enabled            = true
  transit_encryption_mode = "SERVER_AUTHENTICATION"
  customer_managed_key    = google_kms_crypto_key.key.id
  redis_version           = "REDIS_7_2"
  maintenance_policy {
    weekly_maintenance_window {
      day = "SUNDAY"
      start_time { hours = 4 }
    }
  }
  depends_on = [google_service_networking_connection.psa, google_kms_crypto_key_iam_member.agents]
}

resource "google_compute_address" "endpoint" {
  name         = "atlas"
  address_type = "INTERNAL"
  purpose      = "GCE_ENDPOINT"
  subnetwork   = google_compute_subnetwork.nodes.id
  labels       = { use = "atlas" }
}

resource "google_compute_forwarding_rule" "endpoint" {
  name                    = "atlas"
  network                 = google_compute_network.vpc.id
  ip_address              = google_compute_address.endpoint.id
  target                  = "projects/p-abcdef/regions/us-central1/serviceAttachments/sa-us-central1-0"
  load_balancing_scheme   = ""
  allow_psc_global_access = true
  no_automate_dns_zone    = true
  labels                  = { use = "atlas" }
}
