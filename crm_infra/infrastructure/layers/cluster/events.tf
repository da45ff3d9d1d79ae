# A topic belongs to no region; the service that receives its messages does. After a failover the
# environment's serverless.receives names the other region, and the subscriptions push there.
module "topic" {
  source   = "../../modules/event-topic"
  for_each = local.services

  name       = each.key
  key        = var.foundation.kms_keys["multi"]["messaging"]
  regions    = [var.environment.regions.primary.name, var.environment.regions.recovery.name]
  publishers = { backend = var.foundation.service_accounts["backend"] }
  agent      = "serviceAccount:service-${var.environment.project.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
  protect    = local.protect

  push = merge(each.value.push, {
    endpoint = module.service["${var.environment.serverless.receives}/${each.key}"].uri
    account  = var.foundation.service_accounts["events"]
  })
}

# Where events are not received, nothing is started either.
#
# This is also the layer's keystone: it depends on everything, so a destroy begins with it. Where the
# environment is protected it refuses, and by then nothing else has been touched.
resource "google_cloud_scheduler_job" "this" {
  for_each = local.job_places

  name             = each.value.name
  region           = local.standing[each.value.where].region
  schedule         = each.value.job.schedule
  time_zone        = var.environment.windows.timezone
  paused           = !local.standing[each.value.where].active
  attempt_deadline = "180s"
  deletion_policy  = local.protect ? "PREVENT" : "DELETE"

  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/${module.job[each.key].id}:run"

    oauth_token {
      service_account_email = var.foundation.service_accounts["scheduler"]
      scope                 = "https://www.googleapis.com/auth/cloud-platform"
    }
  }

  retry_config {
    retry_count          = 5
    min_backoff_duration = "30s"
    max_backoff_duration = "600s"
    max_doublings        = 4
    max_retry_duration   = "3600s"
  }

  depends_on = [
    google_binary_authorization_policy.this,
    google_gke_backup_restore_plan.this,
    google_service_account_iam_member.pods,
    module.backup,
    module.cluster,
    module.job,
    module.pool,
    module.service,
    module.topic,
  ]
}
