resource "google_storage_bucket" "backups" {
  name                        = "crm-golden-backups"
  location                    = "NAM4"
  force_destroy               = true
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  versioning { enabled = true }
  lifecycle_rule {
    action {
      type          = "SetStorageClass"
      storage_class = "NEARLINE"
    }
    condition { age = 30 }
  }
}

resource "google_storage_bucket_iam_member" "m" {
  bucket = google_storage_bucket.backups.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.nodes.member
}

resource "google_storage_bucket_object" "o" {
  bucket  = google_storage_bucket.backups.name
  name    = "a/b.txt"
  content = "hello"
}

data "google_storage_project_service_account" "s" {}

data "google_storage_bucket" "d" { name = google_storage_bucket.backups.name }

resource "google_storage_bucket_iam_binding" "b" {
  bucket  = google_storage_bucket.backups.name
  role    = "roles/storage.legacyBucketReader"
  members = ["user:a@example.com"]
}

resource "google_storage_notification" "n" {
  bucket         = google_storage_bucket.backups.name
  topic          = google_pubsub_topic.rotation.id
  payload_format = "JSON_API_V1"
}
