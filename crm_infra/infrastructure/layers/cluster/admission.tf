# What clusters and Cloud Run may start: images of our own registry, Google's own system images, and
# the image with which Cloud Run services are created.
resource "google_binary_authorization_policy" "this" {
  global_policy_evaluation_mode = "ENABLE"

  admission_whitelist_patterns {
    name_pattern = "${var.foundation.repositories["images"]}/**"
  }

  admission_whitelist_patterns {
    name_pattern = "us-docker.pkg.dev/cloudrun/container/*"
  }

  default_admission_rule {
    evaluation_mode  = "ALWAYS_DENY"
    enforcement_mode = "ENFORCED_BLOCK_AND_AUDIT_LOG"
  }
}
