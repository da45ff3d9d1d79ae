output "dns_zones" {
  description = "Zone (public, internal) => its name and its domain with the dot at the end."
  value = {
    public   = { name = google_dns_managed_zone.public.name, domain = google_dns_managed_zone.public.dns_name }
    internal = { name = google_dns_managed_zone.internal.name, domain = google_dns_managed_zone.internal.dns_name }
  }
}

output "firewall_policy_id" {
  description = "Firewall policy of the VPC."
  value       = google_compute_network_firewall_policy.this.id
}

output "name_servers" {
  description = "Name servers to which the parent domain delegates."
  value       = google_dns_managed_zone.public.name_servers
}

output "nat_ips" {
  description = "Region (primary, recovery) => static addresses from which it reaches the internet."
  value       = { for where, region in module.region : where => region.nat_ips }
}

output "network_id" {
  description = "The VPC. Whoever uses it waits until its routes and its firewall policy stand."
  value       = google_compute_network.this.id

  depends_on = [google_compute_network_firewall_policy_association.this]
}

output "private_service_ranges" {
  description = "Region (primary, recovery) => name of its range for services that Google runs for us."
  value       = { for where, address in google_compute_global_address.private_service_access : where => address.name }

  depends_on = [google_service_networking_connection.this]
}

output "security_policy_id" {
  description = "Cloud Armor policy for the backends of the load balancer."
  value       = google_compute_security_policy.edge.id
}

output "ssl_policy_id" {
  description = "SSL policy for the proxies of the load balancer."
  value       = google_compute_ssl_policy.edge.id
}

output "subnets" {
  description = "Region (primary, recovery) => its subnets and the names of the ranges for pods and services."
  value = {
    for where, region in module.region : where => {
      region         = var.environment.regions[where].name
      nodes          = region.nodes_subnet_id
      pods_range     = region.pods_range_name
      services_range = region.services_range_name
      psc            = region.psc_subnet_id
      proxy_only     = region.proxy_only_subnet_id
    }
  }
}
