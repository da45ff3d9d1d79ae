output "id" {
  description = "Id of the topic of events."
  value       = google_pubsub_topic.this["events"].id
}
