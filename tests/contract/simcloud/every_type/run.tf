resource "google_cloud_run_v2_service" "worker" {
  name                = "worker"
  location            = "us-central1"
  deletion_protection = false
  template {
    service_account = google_service_account.nodes.email
    containers { image = "us-docker.pkg.dev/cloudrun/container/hello" }
  }
}

resource "google_cloud_run_v2_job" "import" {
  name                = "import"
  location            = "us-central1"
  deletion_protection = false
  template {
    template {
      service_account = google_service_account.nodes.email
      containers { image = "us-docker.pkg.dev/cloudrun/container/job" }
    }
  }
}

resource "google_cloud_run_v2_service_iam_member" "invoker" {
  name     = google_cloud_run_v2_service.worker.name
  location = "us-central1"
  role     = "roles/run.invoker"
  member   = google_service_account.nodes.member
}

resource "google_cloud_run_v2_job_iam_member" "invoker" {
  name     = google_cloud_run_v2_job.import.name
  location = "us-central1"
  role     = "roles/run.invoker"
  member   = google_service_account.nodes.member
}

data "google_cloud_run_v2_service" "d" {
  name     = google_cloud_run_v2_service.worker.name
  location = "us-central1"
}
