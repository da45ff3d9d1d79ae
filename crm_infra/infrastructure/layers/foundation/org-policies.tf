locals {
  enforced_constraints = toset([
    "compute.disableGuestAttributesAccess",
    "compute.disableSerialPortAccess",
    "compute.requireOsLogin",
    "compute.requireShieldedVm",
    "compute.skipDefaultNetworkCreation",
    "iam.automaticIamGrantsForDefaultServiceAccounts",
    "iam.disableServiceAccountKeyCreation",
    "iam.disableServiceAccountKeyUpload",
    "storage.publicAccessPrevention",
    "storage.uniformBucketLevelAccess",
  ])

  allowed_values = {
    "gcp.resourceLocations" = ["in:us-locations"]
    "run.allowedIngress"    = ["internal", "internal-and-cloud-load-balancing"]
  }
}

resource "google_org_policy_policy" "enforced" {
  for_each = local.enforced_constraints

  name   = "projects/${local.project}/policies/${each.key}"
  parent = "projects/${local.project}"

  spec {
    rules {
      enforce = "TRUE"
    }
  }

  depends_on = [google_project_service.enabled]
}

resource "google_org_policy_policy" "allowed" {
  for_each = local.allowed_values

  name   = "projects/${local.project}/policies/${each.key}"
  parent = "projects/${local.project}"

  spec {
    rules {
      values {
        allowed_values = each.value
      }
    }
  }

  depends_on = [google_project_service.enabled]
}

# No machine has an address of its own on the internet: NAT and the load balancer do.
#
# This is also the layer's keystone: it depends on everything, so a destroy begins with it. Where the
# environment is protected it refuses, and by then nothing else has been touched.
resource "google_org_policy_policy" "no_external_address" {
  name            = "projects/${local.project}/policies/compute.vmExternalIpAccess"
  parent          = "projects/${local.project}"
  deletion_policy = local.protect ? "PREVENT" : "DELETE"

  spec {
    rules {
      deny_all = "TRUE"
    }
  }

  depends_on = [
    google_artifact_registry_repository.this,
    google_artifact_registry_repository_iam_member.nodes_pull,
    google_billing_budget.monthly,
    google_essential_contacts_contact.this,
    google_iam_workload_identity_pool.github,
    google_iam_workload_identity_pool_provider.github,
    google_logging_project_bucket_config.audit,
    google_logging_project_sink.archive,
    google_logging_project_sink.audit,
    google_monitoring_notification_channel.email,
    google_org_policy_policy.allowed,
    google_org_policy_policy.enforced,
    google_project_iam_audit_config.all,
    google_project_iam_custom_role.deployer,
    google_project_iam_custom_role.planner,
    google_project_iam_member.access,
    google_project_service.base,
    google_project_service.enabled,
    google_pubsub_subscription.secret_rotation,
    google_pubsub_subscription_iam_member.rotator_subscribes,
    google_pubsub_topic.secret_rotation,
    google_pubsub_topic_iam_member.secret_manager_publishes,
    google_secret_manager_secret.this,
    google_secret_manager_secret_iam_member.reader,
    google_secret_manager_secret_iam_member.rotator,
    google_secret_manager_secret_version.generated,
    google_service_account_iam_member.deployer_attaches,
    google_storage_bucket_iam_member.archive_written,
    google_storage_bucket_iam_member.backups_written,
    google_storage_bucket_iam_member.usage_logs_delivered,
    module.bucket,
    module.kms,
    module.service_account,
    module.usage_logs,
    random_id.suffix,
  ]
}
