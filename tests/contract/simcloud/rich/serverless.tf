resource "google_secret_manager_secret" "sms" {
  secret_id = "sms-api-key"
  replication {
    user_managed {
      replicas { location = "us-central1" }
      replicas { location = "us-east1" }
    }
  }
  depends_on = [google_project_service.on]
}

resource "google_secret_manager_secret_version" "sms" {
  secret                 = google_secret_manager_secret.sms.id
  secret_data_wo         = "s3ntinel"
  secret_data_wo_version = "1"
}

resource "google_secret_manager_secret_iam_member" "worker" {
  secret_id = google_secret_manager_secret.sms.id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.crm["worker"].member
}

resource "google_cloud_run_v2_service" "campaigns" {
  name                 = "campaign-sends"
  description          = "Sends text messages"
  location             = "us-central1"
  ingress              = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  launch_stage         = "GA"
  deletion_protection  = false
  invoker_iam_disabled = false
  default_uri_disabled = false
  labels               = { domain = "campaigns" }
  annotations          = { owner = "crm" }
  custom_audiences     = ["campaigns"]
  client               = "terraform"

  binary_authorization { use_default = true }

  scaling {
    min_instance_count = 0
    scaling_mode       = "AUTOMATIC"
  }

  template {
    service_account                  = google_service_account.crm["worker"].email
    encryption_key                   = google_kms_crypto_key.key.id
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"
    timeout                          = "300s"
    max_instance_request_concurrency = 40
    session_affinity                 = false
    labels                           = { domain = "campaigns" }
    annotations                      = { purpose = "sends" }

    scaling {
      min_instance_count = 0
      max_instance_count = 4
    }

    vpc_access {
      egress = "ALL_TRAFFIC"
      network_interfaces {
        network    = google_compute_network.vpc.name
        subnetwork = google_compute_subnetwork.nodes.name
        tags       = ["campaigns"]
      }
    }

    containers {
      name    = "sender"
      image   = "us-docker.pkg.dev/crm-images/crm/campaign-sends:1.0.0"
      command = ["/sender"]
      args    = ["--batch", "100"]
      ports {
        name           = "http1"
        container_port = 8080
      }
      resources {
        limits            = { cpu = "1", memory = "512Mi" }
        cpu_idle          = true
        startup_cpu_boost = true
      }
      env {
        name  = "LOG_LEVEL"
        value = "info"
      }
      env {
        name = "SMS_API_KEY"
        value_source {
          secret_key_ref {
            secret  = google_secret_manager_secret.sms.secret_id
            version = "latest"
          }
        }
      }
      startup_probe {
        period_seconds    = 5
        failure_threshold = 6
        http_get {
          path = "/ready"
          port = 8080
        }
      }
      liveness_probe {
        http_get {
          path = "/alive"
          http_headers {
            name  = "X-Probe"
            value = "liveness"
          }
        }
      }
      volume_mounts {
        name       = "key"
        mount_path = "/secrets"
      }
      volume_mounts {
        name       = "scratch"
        mount_path = "/tmp/scratch"
      }
    }

    volumes {
      name = "key"
      secret {
        secret       = google_secret_manager_secret.sms.secret_id
        default_mode = 292
        items {
          version = "latest"
          path    = "key"
          mode    = 256
        }
      }
    }
    volumes {
      name = "scratch"
      empty_dir {
        medium     = "MEMORY"
        size_limit = "64Mi"
      }
    }
  }

  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  depends_on = [
    google_kms_crypto_key_iam_member.agents,
    google_secret_manager_secret_iam_member.worker,
    google_secret_manager_secret_version.sms,
  ]
}

resource "google_cloud_run_v2_job" "import" {
  name                = "contact-import"
  location            = "us-central1"
  deletion_protection = false
  labels              = { domain = "contacts" }

  template {
    task_count  = 4
    parallelism = 2
    labels      = { domain = "contacts" }
    template {
      service_account       = google_service_account.crm["worker"].email
      encryption_key        = google_kms_crypto_key.key.id
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
      max_retries           = 3
      timeout               = "3600s"
      containers {
        image = "us-docker.pkg.dev/crm-images/crm/contact-import:1.0.0"
        args  = ["--all"]
        resources { limits = { cpu = "2", memory = "1Gi" } }
        env {
          name  = "MODE"
          value = "full"
        }
      }
      vpc_access {
        egress = "PRIVATE_RANGES_ONLY"
        network_interfaces {
          network    = google_compute_network.vpc.id
          subnetwork = google_compute_subnetwork.nodes.id
        }
      }
    }
  }

  depends_on = [google_kms_crypto_key_iam_member.agents]
}

resource "google_cloud_run_v2_service_iam_member" "events" {
  name     = google_cloud_run_v2_service.campaigns.name
  location = google_cloud_run_v2_service.campaigns.location
  role     = "roles/run.invoker"
  member   = google_service_account.crm["worker"].member
}

resource "google_cloud_run_v2_job_iam_member" "scheduler" {
  name     = google_cloud_run_v2_job.import.name
  location = google_cloud_run_v2_job.import.location
  role     = "roles/run.invoker"
  member   = google_service_account.crm["scheduler"].member
  condition {
    title      = "only this year"
    expression = "request.time < timestamp(\"2027-01-01T00:00:00Z\")"
  }
}

resource "google_pubsub_schema" "campaign" {
  name       = "campaign"
  type       = "AVRO"
  definition = jsonencode({ type = "record", name = "Campaign", fields = [{ name = "id", type = "string" }] })
  depends_on = [google_project_service.on]
}

resource "google_pubsub_topic" "campaigns" {
  for_each                   = toset(["campaigns", "campaigns-dead"])
  name                       = each.key
  kms_key_name               = google_kms_crypto_key.key.id
  message_retention_duration = "86400s"
  message_storage_policy { allowed_persistence_regions = ["us-central1", "us-east1"] }
  dynamic "schema_settings" {
    for_each = each.key == "campaigns" ? [1] : []
    content {
      schema   = google_pubsub_schema.campaign.id
      encoding = "JSON"
    }
  }
  depends_on = [google_kms_crypto_key_iam_member.agents]
}

resource "google_pubsub_subscription" "campaigns" {
  name                       = "campaigns"
  topic                      = google_pubsub_topic.campaigns["campaigns"].id
  ack_deadline_seconds       = 300
  message_retention_duration = "604800s"
  expiration_policy { ttl = "" }
  push_config {
    push_endpoint = google_cloud_run_v2_service.campaigns.uri
    attributes    = { x-goog-version = "v1" }
    oidc_token {
      service_account_email = google_service_account.crm["worker"].email
      audience              = google_cloud_run_v2_service.campaigns.uri
    }
  }
  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }
  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.campaigns["campaigns-dead"].id
    max_delivery_attempts = 5
  }
}

resource "google_cloud_scheduler_job" "import" {
  name             = "contact-import"
  description      = "Imports contacts every night"
  schedule         = "0 2 * * *"
  time_zone        = "Etc/UTC"
  attempt_deadline = "320s"
  paused           = false
  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/${google_cloud_run_v2_job.import.id}:run"
    body        = base64encode("{}")
    headers     = { "Content-Type" = "application/json" }
    oauth_token { service_account_email = google_service_account.crm["scheduler"].email }
  }
  retry_config {
    retry_count          = 3
    max_retry_duration   = "0s"
    min_backoff_duration = "30s"
    max_backoff_duration = "3600s"
    max_doublings        = 4
  }
}

resource "google_cloud_scheduler_job" "ping" {
  name     = "ping"
  schedule = "*/15 * * * *"
  http_target {
    uri = "${google_cloud_run_v2_service.campaigns.uri}/ping"
    oidc_token {
      service_account_email = google_service_account.crm["scheduler"].email
      audience              = google_cloud_run_v2_service.campaigns.uri
    }
  }
}

resource "google_cloud_scheduler_job" "publish" {
  name     = "publish"
  schedule = "0 * * * *"
  pubsub_target {
    topic_name = google_pubsub_topic.campaigns["campaigns"].id
    data       = base64encode("tick")
    attributes = { kind = "tick" }
  }
}

resource "google_cloud_tasks_queue" "sms" {
  name     = "sms"
  location = "us-central1"
  rate_limits {
    max_concurrent_dispatches = 20
    max_dispatches_per_second = 10
  }
  retry_config {
    max_attempts       = 8
    min_backoff        = "1s"
    max_backoff        = "300s"
    max_doublings      = 5
    max_retry_duration = "3600s"
  }
  http_target {
    http_method = "POST"
    uri_override {
      scheme                    = "HTTPS"
      host                      = "sms.example.com"
      uri_override_enforce_mode = "ALWAYS"
      path_override { path = "/send" }
    }
    header_overrides {
      header {
        key   = "X-Sender"
        value = "crm"
      }
    }
    oidc_token { service_account_email = google_service_account.crm["worker"].email }
  }
  stackdriver_logging_config { sampling_ratio = 0.5 }
  depends_on = [google_project_service.on]
}
