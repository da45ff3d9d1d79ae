output "audit_log_bucket" {
  description = "Log bucket that holds the searchable audit trail."
  value       = google_logging_project_bucket_config.audit.id
}

output "buckets" {
  description = "What it holds => name of the bucket."
  value       = merge({ for key, bucket in module.bucket : key => bucket.name }, { usage-logs = module.usage_logs.name })
}

output "enabled_apis" {
  description = "APIs that are on in the project, in order."
  value = sort(concat(
    [for api in google_project_service.base : api.service],
    [for api in google_project_service.enabled : api.service],
  ))
}

output "kms_keys" {
  description = "Key location (primary, recovery, dual, multi) => key name => key id."
  value       = { for where, location in module.kms : where => location.key_ids }
}

output "name_suffix" {
  description = "Suffix of the names that can never be used again."
  value       = local.suffix
}

output "notification_channels" {
  description = "Contact (security, billing, technical) => id of its notification channel."
  value       = { for role, channel in google_monitoring_notification_channel.email : role => channel.id }
}

output "repositories" {
  description = "Repository => the address from which images or charts are pulled."
  value = {
    for name, repository in google_artifact_registry_repository.this :
    name => "${repository.location}-docker.pkg.dev/${local.project}/${repository.repository_id}"
  }
}

output "secret_ids" {
  description = "Secret => its resource name: a reference, never the value."
  value       = local.secret_ids
}

output "secret_rotation_subscription" {
  description = "Subscription that says which secret is due for rotation."
  value       = google_pubsub_subscription.secret_rotation.id
}

output "service_accounts" {
  description = "Account => its email."
  value       = { for name, account in module.service_account : name => account.email }
}

output "workload_identity_provider" {
  description = "Provider that GitHub Actions names when it asks for a token."
  value       = google_iam_workload_identity_pool_provider.github.name
}
