resource "mongodbatlas_advanced_cluster" "crm" {
  project_id                     = mongodbatlas_project.crm.id
  name                           = "crm"
  cluster_type                   = "REPLICASET"
  mongo_db_major_version         = "8.0"
  backup_enabled                 = true
  pit_enabled                    = true
  termination_protection_enabled = false
  encryption_at_rest_provider    = "GCP"
  replication_specs = [{
    region_configs = [for place in [["CENTRAL_US", 7, 2], ["EASTERN_US", 6, 2], ["WESTERN_US", 5, 1]] : {
      provider_name   = "GCP"
      region_name     = place[0]
      priority        = place[1]
      electable_specs = { instance_size = "M10", node_count = place[2], disk_size_gb = 10 }
      auto_scaling = {
        compute_enabled            = true
        compute_scale_down_enabled = true
        compute_min_instance_size  = "M10"
        compute_max_instance_size  = "M20"
        disk_gb_enabled            = true
      }
    }]
  }]
  advanced_configuration = {
    minimum_enabled_tls_protocol = "TLS1_2"
    javascript_enabled           = false
  }
  depends_on = [mongodbatlas_encryption_at_rest.crm]
}

resource "mongodbatlas_cluster_outage_simulation" "drill" {
  project_id   = mongodbatlas_project.crm.id
  cluster_name = mongodbatlas_advanced_cluster.crm.name
  outage_filters {
    cloud_provider = "GCP"
    region_name    = "CENTRAL_US"
  }
}
