resource "google_container_analysis_note" "built" {
  name = "built-by-ci"
  attestation_authority {
    hint { human_readable_name = "Built by CI" }
  }
}

resource "google_binary_authorization_attestor" "built" {
  name = "built-by-ci"
  attestation_authority_note { note_reference = google_container_analysis_note.built.name }
}

resource "google_binary_authorization_policy" "policy" {
  admission_whitelist_patterns { name_pattern = "us-central1-docker.pkg.dev/crm-golden/*" }
  default_admission_rule {
    evaluation_mode         = "REQUIRE_ATTESTATION"
    enforcement_mode        = "ENFORCED_BLOCK_AND_AUDIT_LOG"
    require_attestations_by = [google_binary_authorization_attestor.built.name]
  }
}
