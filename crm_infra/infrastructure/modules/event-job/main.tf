resource "google_cloud_run_v2_job" "this" {
  name                = var.name
  location            = var.region
  deletion_protection = var.protect

  binary_authorization {
    use_default = true
  }

  template {
    task_count  = 1
    parallelism = 1

    template {
      service_account       = var.account
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
      timeout               = "${var.work.timeout_seconds}s"
      max_retries           = var.work.retries

      # Everything it sends takes the VPC's ways: Atlas and Redis privately, the rest through NAT.
      vpc_access {
        egress = "ALL_TRAFFIC"

        network_interfaces {
          network    = var.network.id
          subnetwork = var.network.subnet
        }
      }

      containers {
        image = var.first_image

        resources {
          limits = { cpu = var.work.cpu, memory = var.work.memory }
        }

        dynamic "env" {
          for_each = var.variables
          content {
            name  = env.key
            value = env.value
          }
        }
      }
    }
  }

  lifecycle {
    # A release rolls these; Terraform made only the first.
    ignore_changes = [client, client_version, template[0].template[0].containers[0].image]
  }
}

resource "google_cloud_run_v2_job_iam_member" "invoker" {
  location = google_cloud_run_v2_job.this.location
  name     = google_cloud_run_v2_job.this.name
  role     = "roles/run.invoker"
  member   = "serviceAccount:${var.invoker}"
}
