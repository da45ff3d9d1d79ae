resource "google_pubsub_topic" "upgrades" {
  name       = "cluster-upgrades"
  depends_on = [google_project_service.on]
}

resource "google_bigquery_dataset" "usage" {
  dataset_id                 = "cluster_usage"
  location                   = "US"
  delete_contents_on_destroy = true
  depends_on                 = [google_project_service.on]
}

resource "google_container_cluster" "crm" {
  name                     = "crm-us-central1"
  description              = "Customer relations"
  location                 = "us-central1"
  node_locations           = ["us-central1-a", "us-central1-b"]
  network                  = google_compute_network.vpc.id
  subnetwork               = google_compute_subnetwork.nodes.id
  networking_mode          = "VPC_NATIVE"
  remove_default_node_pool = true
  initial_node_count       = 1
  deletion_protection      = false
  resource_labels          = { tier = "shared" }

  datapath_provider                        = "ADVANCED_DATAPATH"
  default_max_pods_per_node                = 64
  enable_cilium_clusterwide_network_policy = true
  enable_intranode_visibility              = true
  enable_l4_ilb_subsetting                 = true
  enable_legacy_abac                       = false
  enable_shielded_nodes                    = true

  release_channel { channel = "REGULAR" }
  gke_auto_upgrade_config { patch_mode = "ACCELERATED" }

  maintenance_policy {
    recurring_window {
      start_time = "2026-01-03T02:00:00Z"
      end_time   = "2026-01-03T08:00:00Z"
      recurrence = "FREQ=WEEKLY;BYDAY=SA,SU"
    }
    maintenance_exclusion {
      exclusion_name = "year-end"
      start_time     = "2026-12-20T00:00:00Z"
      end_time       = "2027-01-03T00:00:00Z"
      exclusion_options { scope = "NO_MINOR_OR_NODE_UPGRADES" }
    }
    maintenance_exclusion {
      exclusion_name = "campaign"
      start_time     = "2026-11-25T00:00:00Z"
      end_time       = "2026-11-28T00:00:00Z"
      exclusion_options { scope = "NO_UPGRADES" }
    }
  }

  ip_allocation_policy {
    cluster_secondary_range_name  = "pods"
    services_secondary_range_name = "services"
    stack_type                    = "IPV4"
    pod_cidr_overprovision_config { disabled = false }
  }

  private_cluster_config {
    enable_private_nodes    = true
    enable_private_endpoint = true
    master_ipv4_cidr_block  = "172.16.0.0/28"
    master_global_access_config { enabled = true }
  }

  master_authorized_networks_config {
    gcp_public_cidrs_access_enabled = false
    cidr_blocks {
      cidr_block   = "10.0.0.0/20"
      display_name = "nodes"
    }
    cidr_blocks {
      cidr_block   = "10.8.0.0/16"
      display_name = "pods"
    }
  }

  control_plane_endpoints_config {
    dns_endpoint_config { allow_external_traffic = true }
    ip_endpoints_config { enabled = true }
  }

  master_auth {
    client_certificate_config { issue_client_certificate = false }
  }

  addons_config {
    http_load_balancing { disabled = false }
    horizontal_pod_autoscaling { disabled = false }
    network_policy_config { disabled = true }
    dns_cache_config { enabled = true }
    gce_persistent_disk_csi_driver_config { enabled = true }
    gcp_filestore_csi_driver_config { enabled = false }
    gcs_fuse_csi_driver_config { enabled = false }
    gke_backup_agent_config { enabled = true }
    config_connector_config { enabled = false }
  }

  network_policy { enabled = false }

  dns_config {
    cluster_dns        = "CLOUD_DNS"
    cluster_dns_scope  = "CLUSTER_SCOPE"
    cluster_dns_domain = "cluster.local"
  }

  gateway_api_config { channel = "CHANNEL_STANDARD" }
  cost_management_config { enabled = true }
  service_external_ips_config { enabled = false }
  vertical_pod_autoscaling { enabled = true }
  workload_identity_config { workload_pool = "crm-golden.svc.id.goog" }
  binary_authorization { evaluation_mode = "PROJECT_SINGLETON_POLICY_ENFORCE" }
  identity_service_config { enabled = false }
  authenticator_groups_config { security_group = "gke-security-groups@crm.example.com" }
  default_snat_status { disabled = false }
  secret_manager_config { enabled = true }
  pod_autoscaling { hpa_profile = "PERFORMANCE" }

  database_encryption {
    state    = "ENCRYPTED"
    key_name = google_kms_crypto_key.key.id
  }

  security_posture_config {
    mode               = "BASIC"
    vulnerability_mode = "VULNERABILITY_DISABLED"
  }

  logging_config {
    enable_components = ["SYSTEM_COMPONENTS", "WORKLOADS", "APISERVER", "CONTROLLER_MANAGER", "SCHEDULER"]
  }

  monitoring_config {
    enable_components = ["SYSTEM_COMPONENTS", "DEPLOYMENT", "POD", "HPA"]
    managed_prometheus {
      enabled = true
      auto_monitoring_config { scope = "NONE" }
    }
    advanced_datapath_observability_config {
      enable_metrics = true
      enable_relay   = false
    }
  }

  notification_config {
    pubsub {
      enabled = true
      topic   = google_pubsub_topic.upgrades.id
      filter { event_type = ["UPGRADE_EVENT", "SECURITY_BULLETIN_EVENT"] }
    }
  }

  resource_usage_export_config {
    enable_network_egress_metering       = false
    enable_resource_consumption_metering = true
    bigquery_destination { dataset_id = google_bigquery_dataset.usage.dataset_id }
  }

  node_pool_defaults {
    node_config_defaults {
      logging_variant                        = "DEFAULT"
      insecure_kubelet_readonly_port_enabled = "FALSE"
      gcfs_config { enabled = true }
    }
  }

  node_pool_auto_config {
    network_tags { tags = ["crm-nodes"] }
    node_kubelet_config { insecure_kubelet_readonly_port_enabled = "FALSE" }
  }

  cluster_autoscaling {
    enabled                     = true
    autoscaling_profile         = "OPTIMIZE_UTILIZATION"
    auto_provisioning_locations = ["us-central1-a", "us-central1-b"]
    resource_limits {
      resource_type = "cpu"
      minimum       = 0
      maximum       = 16
    }
    resource_limits {
      resource_type = "memory"
      maximum       = 64
    }
    auto_provisioning_defaults {
      service_account   = google_service_account.crm["nodes"].email
      oauth_scopes      = ["https://www.googleapis.com/auth/cloud-platform"]
      disk_type         = "pd-balanced"
      disk_size         = 50
      image_type        = "COS_CONTAINERD"
      boot_disk_kms_key = google_kms_crypto_key.key.id
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

  node_config {
    service_account   = google_service_account.crm["nodes"].email
    disk_type         = "pd-balanced"
    boot_disk_kms_key = google_kms_crypto_key.key.id
    oauth_scopes      = ["https://www.googleapis.com/auth/cloud-platform"]
    metadata          = { disable-legacy-endpoints = "true" }
    shielded_instance_config { enable_secure_boot = true }
    workload_metadata_config { mode = "GKE_METADATA" }
  }

  timeouts {
    create = "60m"
    update = "60m"
    delete = "60m"
  }

  lifecycle {
    ignore_changes = [node_config]
  }

  depends_on = [google_kms_crypto_key_iam_member.agents]
}

resource "google_container_node_pool" "system" {
  name               = "system"
  cluster            = google_container_cluster.crm.id
  location           = "us-central1"
  node_locations     = ["us-central1-a"]
  max_pods_per_node  = 64
  initial_node_count = 1

  autoscaling {
    total_min_node_count = 1
    total_max_node_count = 3
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
    pod_range            = "pods"
  }
  node_config {
    machine_type                = "e2-standard-2"
    disk_size_gb                = 50
    disk_type                   = "pd-balanced"
    image_type                  = "COS_CONTAINERD"
    service_account             = google_service_account.crm["nodes"].email
    oauth_scopes                = ["https://www.googleapis.com/auth/cloud-platform"]
    boot_disk_kms_key           = google_kms_crypto_key.key.id
    labels                      = { pool = "system" }
    resource_labels             = { pool = "system" }
    metadata                    = { disable-legacy-endpoints = "true" }
    tags                        = ["crm-nodes"]
    logging_variant             = "DEFAULT"
    enable_confidential_storage = false
    gcfs_config { enabled = true }
    gvnic { enabled = true }
    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }
    workload_metadata_config { mode = "GKE_METADATA" }
    kubelet_config {
      cpu_manager_policy                     = "static"
      cpu_cfs_quota                          = true
      pod_pids_limit                         = 2048
      insecure_kubelet_readonly_port_enabled = "FALSE"
    }
    linux_node_config {
      cgroup_mode = "CGROUP_MODE_V2"
      sysctls     = { "net.core.somaxconn" = "4096" }
    }
    advanced_machine_features { threads_per_core = 2 }
  }
  timeouts {
    create = "30m"
    update = "60m"
  }
}

resource "google_container_node_pool" "backend" {
  name    = "backend"
  cluster = google_container_cluster.crm.name

  location = google_container_cluster.crm.location
  autoscaling {
    min_node_count = 0
    max_node_count = 2
  }
  upgrade_settings {
    strategy = "BLUE_GREEN"
    blue_green_settings {
      node_pool_soak_duration = "1800s"
      standard_rollout_policy {
        batch_percentage    = 0.5
        batch_soak_duration = "60s"
      }
    }
  }
  node_config {
    machine_type    = "e2-standard-4"
    spot            = true
    service_account = google_service_account.crm["nodes"].email
    taint {
      key    = "workload"
      value  = "backend"
      effect = "NO_SCHEDULE"
    }
    taint {
      key    = "spot"
      value  = "true"
      effect = "PREFER_NO_SCHEDULE"
    }
  }
}

resource "google_gke_backup_backup_plan" "hourly" {
  name        = "crm-hourly"
  description = "Everything, in the other region"
  location    = "us-east1"
  cluster     = google_container_cluster.crm.id
  labels      = { use = "recovery" }

  retention_policy {
    backup_delete_lock_days = 1
    backup_retain_days      = 7
    locked                  = false
  }
  backup_schedule {
    paused = false
    rpo_config {
      target_rpo_minutes = 120
      exclusion_windows {
        duration = "3600s"
        daily    = true
        start_time {
          hours   = 2
          minutes = 30
        }
      }
      exclusion_windows {
        duration = "7200s"
        days_of_week { days_of_week = ["SATURDAY", "SUNDAY"] }
        start_time { hours = 4 }
      }
    }
  }
  backup_config {
    include_volume_data = true
    include_secrets     = true
    permissive_mode     = true
    selected_namespaces { namespaces = ["crm", "jobs"] }
  }
}

resource "google_gke_backup_restore_plan" "everything" {
  name        = "crm-everything"
  description = "Into the same cluster"
  location    = "us-east1"
  backup_plan = google_gke_backup_backup_plan.hourly.id
  cluster     = google_container_cluster.crm.id

  restore_config {
    selected_namespaces { namespaces = ["crm"] }
    namespaced_resource_restore_mode = "MERGE_SKIP_ON_CONFLICT"
    volume_data_restore_policy       = "RESTORE_VOLUME_DATA_FROM_BACKUP"
    cluster_resource_conflict_policy = "USE_EXISTING_VERSION"
    cluster_resource_restore_scope {
      excluded_group_kinds {
        resource_group = "rbac.authorization.k8s.io"
        resource_kind  = "ClusterRole"
      }
    }
    transformation_rules {
      resource_filter {
        namespaces = ["crm"]
        group_kinds {
          resource_group = "apps"
          resource_kind  = "Deployment"
        }
        json_path = ".metadata[?(@.name == 'frontend')]"
      }
      field_actions {
        op    = "REPLACE"
        path  = "/spec/replicas"
        value = "1"
      }
    }
    restore_order {
      group_kind_dependencies {
        satisfying {
          resource_group = "apps"
          resource_kind  = "Deployment"
        }
        requiring {
          resource_group = "apps"
          resource_kind  = "StatefulSet"
        }
      }
    }
  }
}
