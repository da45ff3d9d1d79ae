resource "google_gke_backup_backup_plan" "this" {
  name            = var.name
  cluster         = var.cluster
  location        = var.location
  deletion_policy = var.protect ? "PREVENT" : "DELETE"

  backup_config {
    all_namespaces      = true
    include_secrets     = true
    include_volume_data = true

    encryption_key {
      gcp_kms_encryption_key = var.key
    }
  }

  backup_schedule {
    cron_schedule = "15 */6 * * *"
  }

  retention_policy {
    backup_retain_days      = var.retain_days
    backup_delete_lock_days = var.lock_days
    locked                  = false
  }
}
