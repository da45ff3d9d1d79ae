locals {
  prefix          = "crm"
  protect         = var.environment.protection.deletion
  deletion_policy = local.protect ? "PREVENT" : "DELETE"
}

resource "google_compute_network" "this" {
  name                            = local.prefix
  auto_create_subnetworks         = false
  routing_mode                    = "REGIONAL"
  mtu                             = 1460
  delete_default_routes_on_create = true
  deletion_policy                 = local.deletion_policy

  # Ours decides before the rules that controllers write: none of them can open a hole.
  network_firewall_policy_enforcement_order = "BEFORE_CLASSIC_FIREWALL"
}

# The network's default routes are deleted; what leaves it leaves by a route that stands here.
resource "google_compute_route" "this" {
  for_each = {
    internet    = "0.0.0.0/0"
    google-apis = local.google_apis_range
  }

  name             = "${local.prefix}-${each.key}"
  network          = google_compute_network.this.id
  dest_range       = each.value
  next_hop_gateway = "default-internet-gateway"
  priority         = 1000
}
