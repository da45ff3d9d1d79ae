resource "google_container_node_pool" "this" {
  name               = var.name
  cluster            = var.cluster
  location           = var.location
  node_locations     = var.zones
  max_pods_per_node  = var.max_pods_per_node
  initial_node_count = ceil(var.nodes.min / length(var.zones))
  deletion_policy    = var.protect ? "PREVENT" : "DELETE"

  autoscaling {
    total_min_node_count = var.nodes.min
    total_max_node_count = var.nodes.max
    location_policy      = "BALANCED"
  }

  management {
    auto_repair  = true
    auto_upgrade = true
  }

  upgrade_settings {
    strategy        = "SURGE"
    max_surge       = 1
    max_unavailable = 0
  }

  network_config {
    enable_private_nodes = true
  }

  node_config {
    machine_type      = var.machine.type
    disk_size_gb      = var.machine.disk_gb
    disk_type         = var.machine.disk_type
    image_type        = "COS_CONTAINERD"
    boot_disk_kms_key = var.disk_key
    service_account   = var.service_account
    oauth_scopes      = ["https://www.googleapis.com/auth/cloud-platform"]
    spot              = var.spot
    labels            = { workload = var.name }
    metadata          = { disable-legacy-endpoints = "true" }

    dynamic "taint" {
      for_each = var.tainted ? { workload = var.name } : {}
      content {
        key    = taint.key
        value  = taint.value
        effect = "NO_SCHEDULE"
      }
    }

    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }

    workload_metadata_config {
      mode = "GKE_METADATA"
    }

    kubelet_config {
      insecure_kubelet_readonly_port_enabled = "FALSE"
    }
  }

  lifecycle {
    # How many nodes a pool once began with would replace it when its minimum changes.
    ignore_changes = [initial_node_count]
  }
}
