output "name" {
  description = "Name of the endpoint, by which Atlas tells which connection string leads through it."
  value       = mongodbatlas_privatelink_endpoint_service.this.endpoint_service_id
}

output "address" {
  description = "Address of the endpoint in the VPC."
  value       = google_compute_address.this.address

  depends_on = [mongodbatlas_privatelink_endpoint_service.this]
}
