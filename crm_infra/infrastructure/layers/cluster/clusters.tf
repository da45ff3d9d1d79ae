locals {
  prefix  = "crm"
  project = var.environment.project.id
  protect = var.environment.protection.deletion

  other = { primary = "recovery", recovery = "primary" }

  # Regions in which clusters and services stand, with what belongs to each.
  standing = {
    for where, region in var.environment.regions : where => {
      region     = region.name
      zones      = slice(region.zones, 0, var.environment.cluster.zones)
      range      = region.cidr.control_plane
      keys       = var.foundation.kms_keys[where]
      subnet     = var.network.subnets[where]
      active     = where == var.environment.serverless.receives
      least      = where == "primary" ? "min_nodes" : "recovery_min_nodes"
      kept_where = local.other[where]
    } if where == "primary" || var.environment.regions.recovery.standing
  }

  # By address a control plane is reached from the nodes and pods of both regions.
  sources = merge([
    for where, region in var.environment.regions : {
      "${where}-nodes" = region.cidr.nodes
      "${where}-pods"  = region.cidr.pods
    }
  ]...)

  # Groups to which Kubernetes roles are bound are members of this one, in the domain of all groups.
  security_group = "gke-security-groups@${split("@", flatten(values(var.environment.access))[0])[1]}"

  freezes = {
    for freeze in var.environment.windows.freezes :
    "freeze-${formatdate("YYYYMMDDhhmm", freeze.from)}-${formatdate("YYYYMMDDhhmm", freeze.to)}" => freeze
  }
}

module "cluster" {
  source   = "../../modules/gke-cluster"
  for_each = local.standing

  name               = "${local.prefix}-${each.value.region}"
  location           = each.value.region
  zones              = each.value.zones
  control_plane      = { range = each.value.range, sources = local.sources }
  keys               = { etcd = each.value.keys["gke"], disks = each.value.keys["disks"] }
  service_account    = var.foundation.service_accounts["gke-nodes"]
  workload_pool      = "${local.project}.svc.id.goog"
  security_group     = local.security_group
  max_pods_per_node  = var.environment.sizes.max_pods_per_node
  release_channel    = var.environment.cluster.release_channel
  maintenance        = var.environment.cluster.maintenance
  freezes            = local.freezes
  auto_provisioning  = var.environment.cluster.auto_provisioning
  managed_prometheus = var.environment.cluster.managed_prometheus
  protect            = local.protect

  network = {
    id             = var.network.network_id
    subnet         = each.value.subnet.nodes
    pods_range     = each.value.subnet.pods_range
    services_range = each.value.subnet.services_range
  }

  depends_on = [google_binary_authorization_policy.this]
}
