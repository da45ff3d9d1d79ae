resource "google_pubsub_topic" "rotation" {
  name = "secret-rotation"
}

resource "google_pubsub_subscription" "rotation" {
  name  = "secret-rotation"
  topic = google_pubsub_topic.rotation.id
}

resource "google_pubsub_topic_iam_member" "m" {
  topic  = google_pubsub_topic.rotation.name
  role   = "roles/pubsub.publisher"
  member = google_service_account.nodes.member
}

resource "google_pubsub_subscription_iam_member" "m" {
  subscription = google_pubsub_subscription.rotation.name
  role         = "roles/pubsub.subscriber"
  member       = google_service_account.nodes.member
}

data "google_pubsub_topic" "d" { name = google_pubsub_topic.rotation.name }

resource "google_pubsub_schema" "event" {
  name       = "contact-imported"
  type       = "AVRO"
  definition = jsonencode({ type = "record", name = "Imported", fields = [{ name = "id", type = "string" }] })
}
