resource "mongodbatlas_cloud_provider_access_setup" "gcp" {
  project_id    = mongodbatlas_project.crm.id
  provider_name = "GCP"
}

resource "mongodbatlas_cloud_provider_access_authorization" "gcp" {
  project_id = mongodbatlas_project.crm.id
  role_id    = mongodbatlas_cloud_provider_access_setup.gcp.role_id
}

resource "mongodbatlas_encryption_at_rest" "crm" {
  project_id = mongodbatlas_project.crm.id
  google_cloud_kms_config {
    enabled                 = true
    role_id                 = mongodbatlas_cloud_provider_access_authorization.gcp.role_id
    key_version_resource_id = "${google_kms_crypto_key.atlas.id}/cryptoKeyVersions/1"
  }
  depends_on = [
    google_kms_crypto_key_iam_member.atlas,
    google_kms_crypto_key_iam_member.atlas_viewer,
  ]
}

resource "mongodbatlas_auditing" "crm" {
  project_id                  = mongodbatlas_project.crm.id
  audit_filter                = jsonencode({ atype = "authenticate" })
  audit_authorization_success = false
  enabled                     = true
}

resource "mongodbatlas_log_integration" "logs" {
  project_id  = mongodbatlas_project.crm.id
  type        = "GCS_LOG_EXPORT"
  log_types   = ["MONGOD_AUDIT"]
  bucket_name = google_storage_bucket.archive.name
  role_id     = mongodbatlas_cloud_provider_access_authorization.gcp.role_id
  prefix_path = "atlas"
}
