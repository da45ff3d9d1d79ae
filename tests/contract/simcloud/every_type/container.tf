data "google_container_engine_versions" "d" { location = "us-central1" }
