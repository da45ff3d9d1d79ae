output "id" {
  description = "Id of the service."
  value       = google_cloud_run_v2_service.this.id
}

output "uri" {
  description = "Address to which events are pushed. Whoever pushes waits until that is allowed."
  value       = google_cloud_run_v2_service.this.uri

  depends_on = [google_cloud_run_v2_service_iam_member.invoker]
}
