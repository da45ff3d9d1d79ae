locals {
  # Terraform reads the whole cluster anew for every expression that names it, and it is large.
  cluster = google_container_cluster.this
}

output "dns_endpoint" {
  description = "Name under which people and CI reach the control plane."
  value       = local.cluster.control_plane_endpoints_config[0].dns_endpoint_config[0].endpoint
}

output "id" {
  description = "Id of the cluster."
  value       = local.cluster.id
}

output "location" {
  description = "Region of the cluster."
  value       = local.cluster.location
}

output "name" {
  description = "Name of the cluster."
  value       = local.cluster.name
}

output "node_locations" {
  description = "Zones in which its nodes stand, in order."
  value       = sort(local.cluster.node_locations)
}

output "workload_pool" {
  description = "Pool of identities that its pods have. Whoever names one waits until the pool exists."
  value       = local.cluster.workload_identity_config[0].workload_pool
}
