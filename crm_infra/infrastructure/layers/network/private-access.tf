# Redis and other services that Google runs for us get their addresses from these ranges, one for
# each region, so that an address tells the region.
resource "google_compute_global_address" "private_service_access" {
  for_each = var.environment.regions

  name            = "${local.prefix}-private-services-${each.value.name}"
  purpose         = "VPC_PEERING"
  address_type    = "INTERNAL"
  address         = split("/", each.value.cidr.private_service_access)[0]
  prefix_length   = tonumber(split("/", each.value.cidr.private_service_access)[1])
  network         = google_compute_network.this.id
  deletion_policy = local.deletion_policy
}

resource "google_service_networking_connection" "this" {
  network                 = google_compute_network.this.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [for region in ["primary", "recovery"] : google_compute_global_address.private_service_access[region].name]
  deletion_policy         = local.deletion_policy
}
