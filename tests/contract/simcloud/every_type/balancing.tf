resource "google_compute_backend_service" "web" {
  name                  = "crm-web"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  health_checks         = [google_compute_health_check.web.id]
  security_policy       = google_compute_security_policy.edge.id
}

resource "google_compute_backend_bucket" "assets" {
  name        = "crm-assets"
  bucket_name = google_storage_bucket.backups.name
}

resource "google_compute_url_map" "web" {
  name            = "crm-web"
  default_service = google_compute_backend_service.web.id
}

resource "google_compute_managed_ssl_certificate" "web" {
  name = "crm-web"
  managed { domains = ["crm.example.com."] }
}

resource "google_compute_target_https_proxy" "web" {
  name             = "crm-web"
  url_map          = google_compute_url_map.web.id
  ssl_certificates = [google_compute_managed_ssl_certificate.web.id]
  ssl_policy       = google_compute_ssl_policy.modern.id
}

resource "google_compute_target_http_proxy" "web" {
  name    = "crm-web"
  url_map = google_compute_url_map.web.id
}

resource "google_compute_global_forwarding_rule" "web" {
  name                  = "crm-web"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.web.id
  port_range            = "443"
  target                = google_compute_target_https_proxy.web.id
}

resource "google_compute_network_endpoint_group" "pods" {
  name         = "crm-pods"
  zone         = "us-central1-a"
  network      = google_compute_network.vpc.id
  subnetwork   = google_compute_subnetwork.nodes.id
  default_port = 8080
}

resource "google_compute_region_network_endpoint_group" "worker" {
  name   = "crm-worker"
  region = "us-central1"
  cloud_run { service = google_cloud_run_v2_service.worker.name }
}

resource "google_compute_region_backend_service" "internal" {
  name                  = "crm-internal"
  region                = "us-central1"
  load_balancing_scheme = "INTERNAL_MANAGED"
}

resource "google_compute_service_attachment" "offer" {
  name                  = "crm-offer"
  connection_preference = "ACCEPT_MANUAL"
  enable_proxy_protocol = false
  nat_subnets           = [google_compute_subnetwork.offer.id]
  target_service        = google_compute_forwarding_rule.internal.id
}

resource "google_compute_subnetwork" "offer" {
  name          = "crm-offer"
  network       = google_compute_network.vpc.id
  ip_cidr_range = "10.0.96.0/24"
  purpose       = "PRIVATE_SERVICE_CONNECT"
}

resource "google_compute_region_backend_service" "passthrough" {
  name                  = "crm-passthrough"
  region                = "us-central1"
  load_balancing_scheme = "INTERNAL"
}

resource "google_compute_forwarding_rule" "internal" {
  name                  = "crm-internal"
  region                = "us-central1"
  load_balancing_scheme = "INTERNAL"
  network               = google_compute_network.vpc.id
  subnetwork            = google_compute_subnetwork.nodes.id
  backend_service       = google_compute_region_backend_service.passthrough.id
  ports                 = ["80"]
}

resource "google_compute_resource_policy" "snapshots" {
  name = "crm-snapshots"
  snapshot_schedule_policy {
    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = "04:00"
      }
    }
    retention_policy { max_retention_days = 7 }
  }
}
