locals {
  grants = merge([
    for key, settings in var.keys : {
      for user, member in settings.users : "${key}/${user}" => { key = key, member = member }
    }
  ]...)

  # Terraform reads all instances of a resource anew for every expression that names one.
  key_ids = { for name, key in google_kms_crypto_key.this : name => key.id }
}

resource "google_kms_key_ring" "this" {
  name     = var.ring_name
  location = var.location
}

resource "google_kms_crypto_key" "this" {
  for_each = var.keys

  name                       = each.key
  key_ring                   = google_kms_key_ring.this.id
  purpose                    = "ENCRYPT_DECRYPT"
  rotation_period            = var.rotation_period
  destroy_scheduled_duration = "2592000s"
  deletion_policy            = var.protect ? "PREVENT" : each.value.keep ? "ABANDON" : "DELETE"

  version_template {
    algorithm        = "GOOGLE_SYMMETRIC_ENCRYPTION"
    protection_level = "SOFTWARE"
  }
}

resource "google_kms_crypto_key_iam_member" "user" {
  for_each = local.grants

  crypto_key_id = local.key_ids[each.value.key]
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = each.value.member
}
