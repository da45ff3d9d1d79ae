locals {
  bucket_location   = "NAM4"
  archive_retention = var.environment.sizes.log_retention_days

  # A move pays off only where the class's minimum stay fits into what is left of the retention.
  archive_classes = {
    NEARLINE = { age = 30, stay = 30 }
    COLDLINE = { age = 90, stay = 90 }
  }

  buckets = {
    audit-archive = {
      # Once locked it outlives a destroy, and its name with it.
      name = "audit-archive-${local.suffix}"
      # What is retained can be neither overwritten nor deleted: versions would add nothing.
      versioning        = false
      retention         = { days = local.archive_retention, locked = var.environment.protection.lock_retention }
      soft_delete_days  = 7
      turbo             = false
      delete_after_days = local.archive_retention
      noncurrent_days   = null
      storage_classes = {
        for class, rule in local.archive_classes : class => rule.age
        if rule.age + rule.stay <= local.archive_retention
      }
    }
    backups = {
      name              = "backups"
      versioning        = true
      retention         = null
      soft_delete_days  = 30
      turbo             = true
      delete_after_days = null
      noncurrent_days   = 30
      storage_classes   = { NEARLINE = 30, COLDLINE = 90 }
    }
    reports = {
      name              = "reports"
      versioning        = true
      retention         = null
      soft_delete_days  = 7
      turbo             = false
      delete_after_days = null
      noncurrent_days   = 90
      storage_classes   = { NEARLINE = 90 }
    }
  }
}

module "usage_logs" {
  source = "../../modules/bucket"

  name              = "${local.project}-usage-logs"
  location          = local.bucket_location
  kms_key_id        = module.kms["dual"].key_ids["storage"]
  delete_after_days = 90
  noncurrent_days   = 30
  protect           = local.protect
}

module "bucket" {
  source   = "../../modules/bucket"
  for_each = local.buckets

  name              = "${local.project}-${each.value.name}"
  location          = local.bucket_location
  kms_key_id        = module.kms["dual"].key_ids["storage"]
  versioning        = each.value.versioning
  retention         = each.value.retention
  soft_delete_days  = each.value.soft_delete_days
  turbo_replication = each.value.turbo
  storage_classes   = each.value.storage_classes
  delete_after_days = each.value.delete_after_days
  noncurrent_days   = each.value.noncurrent_days
  log_bucket        = module.usage_logs.name
  protect           = local.protect
}

# Google's own group, through which Cloud Storage delivers usage logs.
resource "google_storage_bucket_iam_member" "usage_logs_delivered" {
  bucket = module.usage_logs.name
  role   = "roles/storage.objectCreator"
  member = "group:cloud-storage-analytics@google.com"
}

# Creating without deleting or overwriting: a stolen backup writer cannot destroy the backups.
resource "google_storage_bucket_iam_member" "backups_written" {
  bucket = module.bucket["backups"].name
  role   = "roles/storage.objectCreator"
  member = module.service_account["backup"].member
}
