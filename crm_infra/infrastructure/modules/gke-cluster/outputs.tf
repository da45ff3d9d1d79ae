output "dns_endpoint" {
  description = "Name under which people and CI reach the control plane."
  value       = google_container_cluster.this.control_plane_endpoints_config[0].dns_endpoint_config[0].endpoint
}

output "id" {
  description = "Id of the cluster."
  value       = google_container_cluster.this.id
}

output "location" {
  description = "Region of the cluster."
  value       = google_container_cluster.this.location
}

output "name" {
  description = "Name of the cluster."
  value       = google_container_cluster.this.name
}

output "node_locations" {
  description = "Zones in which its nodes stand, in order."
  value       = sort(google_container_cluster.this.node_locations)
}

output "workload_pool" {
  description = "Pool of identities that its pods have. Whoever names one waits until the pool exists."
  value       = google_container_cluster.this.workload_identity_config[0].workload_pool
}
