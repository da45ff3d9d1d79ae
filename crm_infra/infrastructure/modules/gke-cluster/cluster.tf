resource "google_container_cluster" "this" {
  name                = var.name
  location            = var.location
  node_locations      = var.zones
  deletion_protection = var.protect

  # Passed on to machines and disks, whose costs are told apart by it.
  resource_labels = { cluster = var.name }

  network                     = var.network.id
  subnetwork                  = var.network.subnet
  networking_mode             = "VPC_NATIVE"
  datapath_provider           = "ADVANCED_DATAPATH"
  enable_intranode_visibility = true
  enable_l4_ilb_subsetting    = true
  default_max_pods_per_node   = var.max_pods_per_node

  enable_shielded_nodes   = true
  enable_legacy_abac      = false
  enable_kubernetes_alpha = false

  # GKE insists on a first pool. It stands for minutes, but under the organisation's policies too.
  remove_default_node_pool = true
  initial_node_count       = 1

  node_config {
    image_type        = "COS_CONTAINERD"
    service_account   = var.service_account
    oauth_scopes      = ["https://www.googleapis.com/auth/cloud-platform"]
    boot_disk_kms_key = var.keys.disks
    metadata          = { disable-legacy-endpoints = "true" }

    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }

    workload_metadata_config {
      mode = "GKE_METADATA"
    }
  }

  release_channel {
    channel = var.release_channel
  }

  maintenance_policy {
    recurring_window {
      start_time = local.window.start
      end_time   = local.window.end
      recurrence = local.window.recurrence
    }

    # Patches of the control plane still come, which nobody notices: holding off those too would leave
    # GKE less than the 48 hours in 32 days on which it insists.
    dynamic "maintenance_exclusion" {
      for_each = var.freezes
      content {
        exclusion_name = maintenance_exclusion.key
        start_time     = maintenance_exclusion.value.from
        end_time       = maintenance_exclusion.value.to

        exclusion_options {
          scope = "NO_MINOR_OR_NODE_UPGRADES"
        }
      }
    }
  }

  ip_allocation_policy {
    cluster_secondary_range_name  = var.network.pods_range
    services_secondary_range_name = var.network.services_range
  }

  private_cluster_config {
    enable_private_nodes    = true
    enable_private_endpoint = true
    master_ipv4_cidr_block  = var.control_plane.range

    master_global_access_config {
      enabled = true
    }
  }

  # People and CI come by name, and IAM decides; by address the control plane is only reached from
  # inside the VPC.
  control_plane_endpoints_config {
    dns_endpoint_config {
      allow_external_traffic    = true
      enable_k8s_certs_via_dns  = false
      enable_k8s_tokens_via_dns = false
    }

    ip_endpoints_config {
      enabled = true
    }
  }

  master_authorized_networks_config {
    gcp_public_cidrs_access_enabled      = false
    private_endpoint_enforcement_enabled = true

    dynamic "cidr_blocks" {
      for_each = var.control_plane.sources
      content {
        display_name = cidr_blocks.key
        cidr_block   = cidr_blocks.value
      }
    }
  }

  # Off, because Dataplane V2 enforces network policies itself.
  network_policy {
    enabled = false
  }

  workload_identity_config {
    workload_pool = var.workload_pool
  }

  database_encryption {
    state    = "ENCRYPTED"
    key_name = var.keys.etcd
  }

  binary_authorization {
    evaluation_mode = "PROJECT_SINGLETON_POLICY_ENFORCE"
  }

  authenticator_groups_config {
    security_group = var.security_group
  }

  master_auth {
    client_certificate_config {
      issue_client_certificate = false
    }
  }

  anonymous_authentication_config {
    mode = "LIMITED"
  }

  rbac_binding_config {
    enable_insecure_binding_system_authenticated   = false
    enable_insecure_binding_system_unauthenticated = false
  }

  # Images are scanned in the registry; workload scanning by the cluster has been given up by Google.
  security_posture_config {
    mode               = "BASIC"
    vulnerability_mode = "VULNERABILITY_DISABLED"
  }

  secret_manager_config {
    enabled = true

    rotation_config {
      enabled           = true
      rotation_interval = "300s"
    }
  }

  addons_config {
    dns_cache_config {
      enabled = true
    }

    gce_persistent_disk_csi_driver_config {
      enabled = true
    }

    gke_backup_agent_config {
      enabled = true
    }

    horizontal_pod_autoscaling {
      disabled = false
    }

    http_load_balancing {
      disabled = false
    }

    network_policy_config {
      disabled = true
    }
  }

  gateway_api_config {
    channel = "CHANNEL_STANDARD"
  }

  vertical_pod_autoscaling {
    enabled = true
  }

  cost_management_config {
    enabled = true
  }

  logging_config {
    enable_components = ["APISERVER", "CONTROLLER_MANAGER", "SCHEDULER", "SYSTEM_COMPONENTS", "WORKLOADS"]
  }

  monitoring_config {
    enable_components = local.monitored

    managed_prometheus {
      enabled = var.managed_prometheus
    }

    advanced_datapath_observability_config {
      enable_metrics = true
      enable_relay   = false
    }
  }

  cluster_autoscaling {
    enabled                     = true
    autoscaling_profile         = "BALANCED"
    auto_provisioning_locations = var.zones

    dynamic "resource_limits" {
      for_each = { cpu = var.auto_provisioning.max_cpus, memory = var.auto_provisioning.max_memory_gb }
      content {
        resource_type = resource_limits.key
        minimum       = 0
        maximum       = resource_limits.value
      }
    }

    auto_provisioning_defaults {
      image_type        = "COS_CONTAINERD"
      disk_type         = "pd-balanced"
      disk_size         = 100
      boot_disk_kms_key = var.keys.disks
      service_account   = var.service_account
      oauth_scopes      = ["https://www.googleapis.com/auth/cloud-platform"]

      management {
        auto_repair  = true
        auto_upgrade = true
      }

      shielded_instance_config {
        enable_secure_boot          = true
        enable_integrity_monitoring = true
      }

      upgrade_settings {
        strategy        = "SURGE"
        max_surge       = 1
        max_unavailable = 0
      }
    }
  }

  node_pool_defaults {
    node_config_defaults {
      insecure_kubelet_readonly_port_enabled = "FALSE"
    }
  }

  node_pool_auto_config {
    node_kubelet_config {
      insecure_kubelet_readonly_port_enabled = "FALSE"
    }
  }

  lifecycle {
    # Of the first pool only: the provider reads some other pool's here once that one is gone.
    ignore_changes = [node_config]
  }
}
