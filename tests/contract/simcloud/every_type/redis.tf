resource "google_redis_instance" "cache" {
  name                    = "crm-cache"
  tier                    = "STANDARD_HA"
  memory_size_gb          = 1
  authorized_network      = google_compute_network.vpc.id
  connect_mode            = "PRIVATE_SERVICE_ACCESS"
  auth_enabled            = true
  transit_encryption_mode = "SERVER_AUTHENTICATION"
  redis_version           = "REDIS_7_2"
  depends_on              = [google_service_networking_connection.psa]
}
