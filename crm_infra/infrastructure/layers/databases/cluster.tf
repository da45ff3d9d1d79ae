locals {
  # Votes by region, the preferred primary first. With two standing regions neither holds a majority:
  # the third decides, and whichever region is lost, three of five votes are left.
  electable = contains(keys(local.standing), "recovery") ? [
    { region = local.electable_regions[0], nodes = 2, priority = 7 },
    { region = local.electable_regions[1], nodes = 2, priority = 6 },
    { region = local.electable_regions[2], nodes = 1, priority = 5 },
    ] : [
    { region = local.electable_regions[0], nodes = 3, priority = 7 },
  ]
}

resource "mongodbatlas_advanced_cluster" "this" {
  project_id             = mongodbatlas_project.this.id
  name                   = local.cluster_name
  cluster_type           = "REPLICASET"
  mongo_db_major_version = var.environment.databases.atlas.mongodb_version
  version_release_system = "LTS"
  tags                   = local.labels

  backup_enabled                 = true
  pit_enabled                    = true
  retain_backups_enabled         = var.environment.databases.backup.compliance
  termination_protection_enabled = local.protect
  encryption_at_rest_provider    = "GCP"
  redact_client_log_data         = true

  # Sizes below are where scaling starts; what Atlas makes of them is no difference to plan away.
  use_effective_fields = true

  replication_specs = [{
    region_configs = [for place in local.electable : {
      provider_name = "GCP"
      region_name   = local.atlas_regions[place.region]
      priority      = place.priority

      electable_specs = {
        instance_size = var.environment.databases.atlas.instance_size
        node_count    = place.nodes
        disk_size_gb  = var.environment.databases.atlas.disk_gb
      }

      auto_scaling = {
        compute_enabled            = true
        compute_scale_down_enabled = true
        compute_min_instance_size  = var.environment.databases.atlas.instance_size
        compute_max_instance_size  = var.environment.databases.atlas.max_instance_size
        disk_gb_enabled            = true
      }
    }]
  }]

  advanced_configuration = {
    minimum_enabled_tls_protocol = "TLS1_2"
    javascript_enabled           = false
    default_write_concern        = "majority"
    oplog_min_retention_hours    = 24
  }

  # Encrypted and audited from the first document on, and born with its private names: a cluster that
  # comes before its endpoints learns them only later.
  depends_on = [
    mongodbatlas_auditing.this,
    mongodbatlas_backup_compliance_policy.this,
    mongodbatlas_encryption_at_rest.this,
    mongodbatlas_project_ip_access_list.this,
    module.private_endpoint,
  ]
}
