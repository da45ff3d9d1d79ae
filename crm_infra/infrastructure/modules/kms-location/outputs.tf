output "key_ids" {
  description = "Key name => key id. Whoever uses it waits until the key's users have been granted."
  value       = local.key_ids

  depends_on = [google_kms_crypto_key_iam_member.user]
}

output "ring_id" {
  description = "Id of the key ring."
  value       = google_kms_key_ring.this.id
}
