resource "google_network_connectivity_service_connection_policy" "p" {
  name          = "redis"
  location      = "us-central1"
  service_class = "gcp-memorystore-redis"
  network       = google_compute_network.vpc.id
  psc_config { subnetworks = [google_compute_subnetwork.nodes.id] }
}
