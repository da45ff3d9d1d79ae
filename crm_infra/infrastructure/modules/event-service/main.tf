resource "google_cloud_run_v2_service" "this" {
  name                = var.name
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  deletion_protection = var.protect

  binary_authorization {
    use_default = true
  }

  template {
    service_account                  = var.account
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"
    timeout                          = "${var.work.timeout_seconds}s"
    max_instance_request_concurrency = var.work.concurrency

    scaling {
      min_instance_count = var.instances.min
      max_instance_count = var.instances.max
    }

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

      ports {
        container_port = 8080
      }

      resources {
        limits            = { cpu = var.work.cpu, memory = var.work.memory }
        cpu_idle          = true
        startup_cpu_boost = true
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

  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  lifecycle {
    # A release rolls these; Terraform made only the first.
    ignore_changes = [client, client_version, template[0].containers[0].image, template[0].revision]
  }
}

resource "google_cloud_run_v2_service_iam_member" "invoker" {
  location = google_cloud_run_v2_service.this.location
  name     = google_cloud_run_v2_service.this.name
  role     = "roles/run.invoker"
  member   = "serviceAccount:${var.invoker}"
}
