locals {
  atlas_keys = { for where in ["primary", "recovery"] : where => var.foundation.kms_keys[where]["atlas"] }

  # A project has one key. Where a second region stands, it lies there: what must start anew after the
  # loss of the primary region still finds it.
  atlas_key_id = local.atlas_keys[contains(keys(local.standing), "recovery") ? "recovery" : "primary"]

  # On both keys in any case: a snapshot stays readable when the region of the key changes.
  atlas_grants = merge([
    for where, key in local.atlas_keys : {
      "${where}/encrypt" = { key = key, role = "roles/cloudkms.cryptoKeyEncrypterDecrypter" }
      "${where}/view"    = { key = key, role = "roles/cloudkms.viewer" }
    }
  ]...)
}

# Atlas makes a Google account for the project and names it; there is no key file that could be lost.
resource "mongodbatlas_cloud_provider_access_setup" "google" {
  project_id    = mongodbatlas_project.this.id
  provider_name = "GCP"
}

resource "mongodbatlas_cloud_provider_access_authorization" "google" {
  project_id = mongodbatlas_project.this.id
  role_id    = mongodbatlas_cloud_provider_access_setup.google.role_id
}

resource "google_kms_crypto_key_iam_member" "atlas" {
  for_each = local.atlas_grants

  crypto_key_id = each.value.key
  role          = each.value.role
  member        = "serviceAccount:${mongodbatlas_cloud_provider_access_authorization.google.gcp[0].service_account_for_atlas}"
}

# Cloud KMS makes a new version every 90 days; the next apply hands it to Atlas.
data "google_kms_crypto_key" "atlas" {
  name     = split("/cryptoKeys/", local.atlas_key_id)[1]
  key_ring = split("/cryptoKeys/", local.atlas_key_id)[0]

  depends_on = [google_kms_crypto_key_iam_member.atlas]
}

resource "mongodbatlas_encryption_at_rest" "this" {
  project_id = mongodbatlas_project.this.id

  google_cloud_kms_config {
    enabled                 = true
    role_id                 = mongodbatlas_cloud_provider_access_authorization.google.role_id
    key_version_resource_id = data.google_kms_crypto_key.atlas.primary[0].name
  }
}
