locals {
  deletion_policy = var.protect ? "PREVENT" : "DELETE"
}

# Port mapping: one address and one rule for all members of the cluster, each on a port of its own.
# It cannot be switched later.
resource "mongodbatlas_privatelink_endpoint" "this" {
  project_id           = var.atlas_project_id
  provider_name        = "GCP"
  region               = var.region
  port_mapping_enabled = true
}

resource "google_compute_address" "this" {
  name            = var.name
  region          = var.region
  address_type    = "INTERNAL"
  subnetwork      = var.subnet_id
  deletion_policy = local.deletion_policy
}

# Reachable from the other region too: the primary may have moved there while its clients have not.
resource "google_compute_forwarding_rule" "this" {
  name                    = var.name
  region                  = var.region
  network                 = var.network_id
  ip_address              = google_compute_address.this.id
  target                  = mongodbatlas_privatelink_endpoint.this.service_attachment_names[0]
  load_balancing_scheme   = ""
  allow_psc_global_access = true
  deletion_policy         = local.deletion_policy
}

resource "mongodbatlas_privatelink_endpoint_service" "this" {
  project_id                  = var.atlas_project_id
  private_link_id             = mongodbatlas_privatelink_endpoint.this.private_link_id
  provider_name               = "GCP"
  endpoint_service_id         = google_compute_forwarding_rule.this.name
  private_endpoint_ip_address = google_compute_address.this.address
  gcp_project_id              = var.project
}
