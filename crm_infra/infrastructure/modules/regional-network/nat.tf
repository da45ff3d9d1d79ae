resource "google_compute_router" "this" {
  name    = "${var.name}-${var.region}"
  network = var.network_id
  region  = var.region
}

resource "google_compute_address" "nat" {
  for_each = toset([for number in range(1, var.nat.addresses + 1) : format("%02d", number)])

  name            = "${var.name}-nat-${var.region}-${each.key}"
  region          = var.region
  address_type    = "EXTERNAL"
  network_tier    = "PREMIUM"
  deletion_policy = local.deletion_policy
}

resource "google_compute_router_nat" "this" {
  name                                = "${var.name}-${var.region}"
  router                              = google_compute_router.this.name
  region                              = var.region
  nat_ip_allocate_option              = "MANUAL_ONLY"
  nat_ips                             = [for address in google_compute_address.nat : address.self_link]
  source_subnetwork_ip_ranges_to_nat  = "LIST_OF_SUBNETWORKS"
  enable_dynamic_port_allocation      = true
  enable_endpoint_independent_mapping = false
  min_ports_per_vm                    = var.nat.min_ports
  max_ports_per_vm                    = var.nat.max_ports

  subnetwork {
    name                     = google_compute_subnetwork.nodes.id
    source_ip_ranges_to_nat  = ["PRIMARY_IP_RANGE", "LIST_OF_SECONDARY_IP_RANGES"]
    secondary_ip_range_names = ["pods"]
  }

  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}
