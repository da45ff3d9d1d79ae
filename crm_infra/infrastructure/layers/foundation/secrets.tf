locals {
  serverless = ["ai-scoring", "campaign-sends", "contact-import"]

  # generated: Terraform makes the first value, which nobody ever sees; the rotator makes the next.
  # Otherwise a person puts the value in, because another company issued it.
  secrets = {
    ai-api-key                = { generated = false, readers = ["backend", "ai-scoring"] }
    atlas-api-client          = { generated = false, readers = ["ci-apply"] }
    google-oauth-client       = { generated = false, readers = ["backend"] }
    grafana-admin-password    = { generated = true, readers = [] }
    launchdarkly-sdk-key      = { generated = false, readers = ["backend"] }
    mongodb-backend-password  = { generated = true, readers = ["backend", "ci-apply"] }
    mongodb-jobs-password     = { generated = true, readers = concat(local.serverless, ["ci-apply"]) }
    pagerduty-integration-key = { generated = false, readers = [] }
    session-signing-key       = { generated = true, readers = ["backend"] }
    twilio-auth-token         = { generated = false, readers = ["backend", "campaign-sends"] }
  }
  generated_secrets = { for name, secret in local.secrets : name => secret if secret.generated }

  secret_readers = merge([
    for name, secret in local.secrets : {
      for reader in secret.readers : "${name}/${reader}" => { secret = name, reader = reader }
    }
  ]...)

  secret_rotation_period = "7776000s"

  # Terraform reads all instances of a resource anew for every expression that names one.
  secret_ids = { for name, secret in google_secret_manager_secret.this : name => secret.id }
}

resource "google_secret_manager_secret" "this" {
  for_each = local.secrets

  secret_id           = each.key
  version_destroy_ttl = "604800s"
  deletion_protection = local.protect

  replication {
    user_managed {
      replicas {
        location = var.environment.regions.primary.name
        customer_managed_encryption {
          kms_key_name = module.kms["primary"].key_ids["secrets"]
        }
      }
      replicas {
        location = var.environment.regions.recovery.name
        customer_managed_encryption {
          kms_key_name = module.kms["recovery"].key_ids["secrets"]
        }
      }
    }
  }

  topics {
    name = google_pubsub_topic.secret_rotation.id
  }

  rotation {
    rotation_period    = local.secret_rotation_period
    next_rotation_time = timeadd(plantimestamp(), local.secret_rotation_period)
  }

  lifecycle {
    # Secret Manager moves it forward by itself after every rotation.
    ignore_changes = [rotation[0].next_rotation_time]
  }

  depends_on = [google_pubsub_topic_iam_member.secret_manager_publishes]
}

ephemeral "random_password" "secret" {
  for_each = local.generated_secrets

  length  = 48
  special = false
}

# Write-only: the value goes to Secret Manager and into no plan and no state. The version stays "1":
# later versions are the rotator's, and Terraform leaves them alone.
resource "google_secret_manager_secret_version" "generated" {
  for_each = local.generated_secrets

  secret                 = local.secret_ids[each.key]
  secret_data_wo         = ephemeral.random_password.secret[each.key].result
  secret_data_wo_version = "1"
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each = local.secret_readers

  secret_id = local.secret_ids[each.value.secret]
  role      = "roles/secretmanager.secretAccessor"
  member    = module.service_account[each.value.reader].member
}

resource "google_secret_manager_secret_iam_member" "rotator" {
  for_each = local.generated_secrets

  secret_id = local.secret_ids[each.key]
  role      = "roles/secretmanager.secretVersionManager"
  member    = module.service_account["rotation"].member
}
