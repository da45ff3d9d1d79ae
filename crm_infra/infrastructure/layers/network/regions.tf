module "region" {
  source   = "../../modules/regional-network"
  for_each = var.environment.regions

  name       = local.prefix
  network_id = google_compute_network.this.id
  region     = each.value.name
  cidr       = each.value.cidr
  protect    = local.protect

  nat = {
    addresses = var.environment.sizes.nat_addresses
    min_ports = var.environment.sizes.nat_min_ports
    max_ports = var.environment.sizes.nat_max_ports
  }

  flow_logs = {
    sampling = var.environment.sizes.flow_log_sampling
    interval = var.environment.sizes.flow_log_interval
  }
}
