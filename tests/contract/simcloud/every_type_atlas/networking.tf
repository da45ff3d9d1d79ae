resource "mongodbatlas_private_endpoint_regional_mode" "crm" {
  project_id = mongodbatlas_project.crm.id
  enabled    = true
}

resource "mongodbatlas_privatelink_endpoint" "central" {
  project_id           = mongodbatlas_project.crm.id
  provider_name        = "GCP"
  region               = "us-central1"
  port_mapping_enabled = true
}

resource "mongodbatlas_privatelink_endpoint_service" "central" {
  project_id                  = mongodbatlas_project.crm.id
  private_link_id             = mongodbatlas_privatelink_endpoint.central.private_link_id
  provider_name               = "GCP"
  endpoint_service_id         = google_compute_forwarding_rule.atlas.name
  private_endpoint_ip_address = google_compute_address.atlas.address
  gcp_project_id              = "crm-golden"
}

resource "mongodbatlas_network_container" "gcp" {
  project_id       = mongodbatlas_project.crm.id
  atlas_cidr_block = "10.200.0.0/18"
  provider_name    = "GCP"
}

resource "mongodbatlas_network_peering" "gcp" {
  project_id     = mongodbatlas_project.crm.id
  container_id   = mongodbatlas_network_container.gcp.container_id
  provider_name  = "GCP"
  gcp_project_id = "crm-golden"
  network_name   = google_compute_network.crm.name
}
