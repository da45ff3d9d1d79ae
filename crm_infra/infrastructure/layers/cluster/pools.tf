locals {
  pools = merge([
    for where, standing in local.standing : {
      for name, pool in var.environment.cluster.pools : "${where}/${name}" => {
        where = where
        name  = name
        pool  = pool
        least = pool[standing.least]
      }
    }
  ]...)
}

module "pool" {
  source   = "../../modules/node-pool"
  for_each = local.pools

  name              = each.value.name
  cluster           = module.cluster[each.value.where].id
  location          = local.standing[each.value.where].region
  zones             = local.standing[each.value.where].zones
  max_pods_per_node = var.environment.sizes.max_pods_per_node
  disk_key          = local.standing[each.value.where].keys["disks"]
  service_account   = var.foundation.service_accounts["gke-nodes"]
  protect           = local.protect

  machine = {
    type      = each.value.pool.machine_type
    disk_gb   = each.value.pool.disk_gb
    disk_type = each.value.pool.disk_type
  }

  nodes = { min = each.value.least, max = each.value.pool.max_nodes }

  # The system pool takes what tolerates nothing, and is never taken away.
  tainted = each.value.name != "system"
  spot    = each.value.name != "system" && var.environment.cluster.spot
}
