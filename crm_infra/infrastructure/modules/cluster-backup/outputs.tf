output "id" {
  description = "Id of the backup plan."
  value       = google_gke_backup_backup_plan.this.id
}
