locals {
  deletion_policy = var.protect ? "PREVENT" : "DELETE"
  retention       = "604800s"

  # What was given up waits as long as Pub/Sub can keep it for somebody to look at it.
  longest_retention = "2678400s"

  topics = {
    events       = var.name
    dead-letters = "${var.name}-dead-letters"
  }
}

resource "google_pubsub_topic" "this" {
  for_each = local.topics

  name                       = each.value
  kms_key_name               = var.key
  message_retention_duration = local.retention
  deletion_policy            = local.deletion_policy

  message_storage_policy {
    allowed_persistence_regions = var.regions
  }
}

resource "google_pubsub_topic_iam_member" "publisher" {
  for_each = var.publishers

  topic  = google_pubsub_topic.this["events"].name
  role   = "roles/pubsub.publisher"
  member = "serviceAccount:${each.value}"
}

# Giving up on a message is done by Pub/Sub's own account: it publishes there and acknowledges here.
resource "google_pubsub_topic_iam_member" "given_up" {
  topic  = google_pubsub_topic.this["dead-letters"].name
  role   = "roles/pubsub.publisher"
  member = var.agent
}

resource "google_pubsub_subscription_iam_member" "given_up" {
  subscription = google_pubsub_subscription.push.name
  role         = "roles/pubsub.subscriber"
  member       = var.agent
}

resource "google_pubsub_subscription" "push" {
  name                       = var.name
  topic                      = google_pubsub_topic.this["events"].id
  ack_deadline_seconds       = var.push.deadline_seconds
  enable_message_ordering    = var.push.ordered
  message_retention_duration = local.retention
  deletion_policy            = local.deletion_policy

  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = var.push.endpoint

    oidc_token {
      service_account_email = var.push.account
      audience              = var.push.endpoint
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.this["dead-letters"].id
    max_delivery_attempts = var.push.attempts
  }

  depends_on = [google_pubsub_topic_iam_member.given_up]
}

resource "google_pubsub_subscription" "dead_letters" {
  name                       = local.topics["dead-letters"]
  topic                      = google_pubsub_topic.this["dead-letters"].id
  ack_deadline_seconds       = 600
  message_retention_duration = local.longest_retention
  deletion_policy            = local.deletion_policy

  expiration_policy {
    ttl = ""
  }
}
