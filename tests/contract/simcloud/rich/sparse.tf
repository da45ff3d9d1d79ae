# As little as possible, empty blocks, and other spellings of what the rest of the folder says.
resource "google_container_cluster" "auto" {
  name                = "auto"
  location            = "us-central1"
  enable_autopilot    = true
  network             = google_compute_network.vpc.id
  subnetwork          = google_compute_subnetwork.auto.id
  deletion_protection = false
  ip_allocation_policy {}
}

resource "google_compute_subnetwork" "auto" {
  name          = "auto"
  network       = google_compute_network.vpc.id
  ip_cidr_range = "10.64.0.0/20"
}

resource "google_compute_subnetwork" "plain" {
  name          = "plain"
  network       = google_compute_network.vpc.id
  ip_cidr_range = "10.65.0.0/20"
  secondary_ip_range {
    range_name    = "p"
    ip_cidr_range = "10.66.0.0/16"
  }
  secondary_ip_range {
    range_name    = "s"
    ip_cidr_range = "10.67.0.0/20"
  }
}

resource "google_container_cluster" "plain" {
  name                = "plain"
  location            = "us-central1-a"
  initial_node_count  = 1
  network             = google_compute_network.vpc.self_link
  subnetwork          = google_compute_subnetwork.plain.self_link
  deletion_protection = false
  ip_allocation_policy {
    cluster_secondary_range_name  = "p"
    services_secondary_range_name = "s"
  }
  master_authorized_networks_config {}
  private_cluster_config {
    enable_private_nodes    = false
    enable_private_endpoint = false
  }
  binary_authorization {}
  network_policy { enabled = false }
  logging_config { enable_components = [] }
  monitoring_config { enable_components = [] }
  cluster_autoscaling { enabled = false }
  node_config {
    machine_type = "e2-medium"
    tags         = []
    labels       = {}
  }
  maintenance_policy {
    daily_maintenance_window { start_time = "03:00" }
  }
}

resource "google_container_node_pool" "bare" {
  name_prefix = "bare-"
  cluster     = google_container_cluster.plain.id
  node_count  = 1
  node_config {}
  lifecycle { create_before_destroy = true }
}

resource "google_redis_instance" "bare" {
  name               = "bare"
  memory_size_gb     = 1
  authorized_network = google_compute_network.vpc.self_link
}

resource "google_cloud_run_v2_service" "bare" {
  depends_on          = [google_project_service.on]
  name                = "bare"
  location            = "us-central1"
  deletion_protection = false
  scaling {}
  template {
    scaling {}
    containers {
      image = "us-docker.pkg.dev/cloudrun/container/hello"
      resources {}
      ports {}
      liveness_probe {
        tcp_socket { port = 8080 }
      }
    }
    containers {
      name  = "side"
      image = "us-docker.pkg.dev/cloudrun/container/hello"
      resources { limits = { memory = "256Mi" } }
    }
  }
  traffic {
    percent = 100
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
  }
}

resource "google_cloud_run_v2_job" "bare" {
  depends_on          = [google_project_service.on]
  name                = "bare"
  location            = "us-central1"
  deletion_protection = false
  template {
    template {
      containers { image = "us-docker.pkg.dev/cloudrun/container/job" }
    }
  }
}

resource "google_cloud_tasks_queue" "bare" {
  location = "us-central1"
  name     = "bare"
  rate_limits {}
  retry_config { max_retry_duration = "0s" }
  depends_on = [google_project_service.on]
}

resource "google_pubsub_topic" "bare" {
  name       = "bare"
  depends_on = [google_project_service.on]
}

resource "google_pubsub_subscription" "bare" {
  name  = "bare"
  topic = google_pubsub_topic.bare.name
  push_config { push_endpoint = "https://example.com/push" }
  retry_policy {}
}

resource "google_cloud_scheduler_job" "bare" {
  name     = "bare"
  schedule = "0 * * * *"
  http_target {
    uri = "https://pubsub.googleapis.com/v1/x"
    oauth_token {
      service_account_email = google_service_account.crm["worker"].email
      scope                 = "https://www.googleapis.com/auth/pubsub"
    }
  }
  retry_config { retry_count = 1 }
}

resource "google_gke_backup_backup_plan" "bare" {
  name     = "bare"
  location = "us-central1"
  cluster  = google_container_cluster.agent.id
}

resource "google_compute_subnetwork" "agent" {
  name          = "agent"
  network       = google_compute_network.vpc.id
  ip_cidr_range = "10.70.0.0/20"
}

resource "google_container_cluster" "agent" {
  name                = "agent"
  location            = "us-central1"
  network             = google_compute_network.vpc.name
  subnetwork          = google_compute_subnetwork.agent.name
  deletion_protection = false
  ip_allocation_policy {
    cluster_ipv4_cidr_block  = "/16"
    services_ipv4_cidr_block = "/22"
  }
  addons_config {
    gke_backup_agent_config { enabled = true }
  }
  node_pool {
    name       = "inline"
    node_count = 1
    node_config { machine_type = "e2-medium" }
  }
}
