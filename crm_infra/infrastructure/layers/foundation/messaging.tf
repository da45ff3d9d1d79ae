# Secret Manager only says that a secret is due; the rotator takes that from the subscription.
resource "google_pubsub_topic" "secret_rotation" {
  name                       = "${local.prefix}-secret-rotation"
  kms_key_name               = module.kms["multi"].key_ids["messaging"]
  message_retention_duration = "604800s"

  message_storage_policy {
    allowed_persistence_regions = [
      var.environment.regions.primary.name,
      var.environment.regions.recovery.name,
    ]
  }
}

resource "google_pubsub_topic_iam_member" "secret_manager_publishes" {
  topic  = google_pubsub_topic.secret_rotation.name
  role   = "roles/pubsub.publisher"
  member = local.agents.secretmanager
}

resource "google_pubsub_subscription" "secret_rotation" {
  name                       = "${local.prefix}-secret-rotation"
  topic                      = google_pubsub_topic.secret_rotation.id
  ack_deadline_seconds       = 600
  message_retention_duration = "604800s"

  # An idle subscription would be deleted after 31 days: rotations are 90 days apart.
  expiration_policy {
    ttl = ""
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }
}

resource "google_pubsub_subscription_iam_member" "rotator_subscribes" {
  subscription = google_pubsub_subscription.secret_rotation.name
  role         = "roles/pubsub.subscriber"
  member       = module.service_account["rotation"].member
}
