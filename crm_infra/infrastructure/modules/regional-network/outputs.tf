output "nodes_subnet_id" {
  description = "Subnet of the nodes."
  value       = google_compute_subnetwork.nodes.id
}

output "pods_range_name" {
  description = "Name of the nodes subnet's secondary range for pods."
  value       = "pods"

  depends_on = [google_compute_subnetwork.nodes]
}

output "services_range_name" {
  description = "Name of the nodes subnet's secondary range for services."
  value       = "services"

  depends_on = [google_compute_subnetwork.nodes]
}

output "psc_subnet_id" {
  description = "Subnet of the endpoints towards private services such as Atlas."
  value       = google_compute_subnetwork.psc.id
}

output "proxy_only_subnet_id" {
  description = "Subnet of Google's managed proxies."
  value       = google_compute_subnetwork.proxy_only.id
}

output "nat_ips" {
  description = "Static addresses from which the region reaches the internet, in order."
  value       = [for key in sort(keys(google_compute_address.nat)) : google_compute_address.nat[key].address]

  depends_on = [google_compute_router_nat.this]
}
