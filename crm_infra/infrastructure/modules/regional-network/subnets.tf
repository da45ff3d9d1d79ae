locals {
  deletion_policy = var.protect ? "PREVENT" : "DELETE"
  # Enough to tell which pod talked to which, at a fraction of the size of all metadata.
  flow_log_fields = ["src_instance", "dest_instance", "src_gke_details", "dest_gke_details"]
}

resource "google_compute_subnetwork" "nodes" {
  name                     = "${var.name}-nodes-${var.region}"
  network                  = var.network_id
  region                   = var.region
  ip_cidr_range            = var.cidr.nodes
  purpose                  = "PRIVATE"
  stack_type               = "IPV4_ONLY"
  private_ip_google_access = true
  deletion_policy          = local.deletion_policy

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = var.cidr.pods
  }

  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = var.cidr.services
  }

  log_config {
    aggregation_interval = var.flow_logs.interval
    flow_sampling        = var.flow_logs.sampling
    metadata             = "CUSTOM_METADATA"
    metadata_fields      = local.flow_log_fields
  }
}

resource "google_compute_subnetwork" "psc" {
  name                     = "${var.name}-psc-${var.region}"
  network                  = var.network_id
  region                   = var.region
  ip_cidr_range            = var.cidr.psc
  purpose                  = "PRIVATE"
  stack_type               = "IPV4_ONLY"
  private_ip_google_access = true
  deletion_policy          = local.deletion_policy

  log_config {
    aggregation_interval = var.flow_logs.interval
    flow_sampling        = var.flow_logs.sampling
    metadata             = "CUSTOM_METADATA"
    metadata_fields      = local.flow_log_fields
  }
}

# Google's proxies live here, not machines of ours: the API takes neither flow logs nor private access.
resource "google_compute_subnetwork" "proxy_only" {
  name            = "${var.name}-proxy-only-${var.region}"
  network         = var.network_id
  region          = var.region
  ip_cidr_range   = var.cidr.proxy_only
  purpose         = "REGIONAL_MANAGED_PROXY"
  role            = "ACTIVE"
  deletion_policy = local.deletion_policy
}
