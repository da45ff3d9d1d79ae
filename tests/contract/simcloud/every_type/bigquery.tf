resource "google_bigquery_dataset" "d" {
  dataset_id = "logs"
  location   = "US"
}

resource "google_bigquery_dataset_iam_member" "m" {
  dataset_id = google_bigquery_dataset.d.dataset_id
  role       = "roles/bigquery.dataViewer"
  member     = google_service_account.nodes.member
}

data "google_bigquery_default_service_account" "b" {}
