data "google_container_engine_versions" "d" { location = "us-central1" }

resource "google_container_cluster" "crm" {
  name                     = "crm"
  location                 = "us-central1"
  network                  = google_compute_network.vpc.id
  subnetwork               = google_compute_subnetwork.nodes.id
  remove_default_node_pool = true
  initial_node_count       = 1
  deletion_protection      = false
  datapath_provider        = "ADVANCED_DATAPATH"
  release_channel { channel = "REGULAR" }
  ip_allocation_policy {
    cluster_secondary_range_name  = "pods"
    services_secondary_range_name = "services"
  }
  private_cluster_config {
    enable_private_nodes   = true
    master_ipv4_cidr_block = "172.16.0.0/28"
  }
  workload_identity_config { workload_pool = "crm-golden.svc.id.goog" }
  database_encryption {
    state    = "ENCRYPTED"
    key_name = google_kms_crypto_key.gke.id
  }
  addons_config {
    gke_backup_agent_config { enabled = true }
  }
  depends_on = [google_kms_crypto_key_iam_member.gke]
}

resource "google_container_node_pool" "system" {
  name    = "system"
  cluster = google_container_cluster.crm.id
  autoscaling {
    total_min_node_count = 1
    total_max_node_count = 3
    location_policy      = "BALANCED"
  }
  node_config {
    machine_type    = "e2-standard-2"
    disk_size_gb    = 50
    service_account = google_service_account.nodes.email
  }
}

data "google_container_cluster" "d" {
  name     = google_container_cluster.crm.name
  location = "us-central1"
}
