# Kept in the other region, also where no cluster stands there: a region's loss leaves its backups.
module "backup" {
  source   = "../../modules/cluster-backup"
  for_each = local.standing

  name        = "${local.prefix}-${each.value.region}"
  cluster     = module.cluster[each.key].id
  location    = var.environment.regions[each.value.kept_where].name
  key         = var.foundation.kms_keys[each.value.kept_where]["backup"]
  retain_days = var.environment.cluster.backup_retention_days
  lock_days   = local.protect ? min(7, var.environment.cluster.backup_retention_days) : 0
  protect     = local.protect
}

locals {
  # Every cluster's backups can be brought back into every cluster that stands.
  restores = merge([
    for from in keys(local.standing) : {
      for to in keys(local.standing) : "${from}-to-${to}" => { from = from, to = to }
    }
  ]...)
}

# Nothing that already runs in the target is replaced: what it lacks is added, volumes with their data.
resource "google_gke_backup_restore_plan" "this" {
  for_each = local.restores

  name        = "${local.prefix}-${local.standing[each.value.from].region}-to-${local.standing[each.value.to].region}"
  location    = local.standing[each.value.to].region
  cluster     = module.cluster[each.value.to].id
  backup_plan = module.backup[each.value.from].id

  restore_config {
    all_namespaces                   = true
    cluster_resource_conflict_policy = "USE_EXISTING_VERSION"
    namespaced_resource_restore_mode = "MERGE_SKIP_ON_CONFLICT"
    volume_data_restore_policy       = "RESTORE_VOLUME_DATA_FROM_BACKUP"

    cluster_resource_restore_scope {
      all_group_kinds = true
    }
  }
}
