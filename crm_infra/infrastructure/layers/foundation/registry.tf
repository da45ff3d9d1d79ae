locals {
  # Helm charts are OCI artifacts, so both are repositories of the Docker format.
  repositories = toset(["charts", "images"])
}

resource "google_artifact_registry_repository" "this" {
  for_each = local.repositories

  repository_id          = each.key
  location               = "us"
  format                 = "DOCKER"
  mode                   = "STANDARD_REPOSITORY"
  kms_key_name           = module.kms["multi"].key_ids["registry"]
  cleanup_policy_dry_run = false
  deletion_policy        = local.protect ? "PREVENT" : "DELETE"

  docker_config {
    immutable_tags = true
  }

  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"
    most_recent_versions {
      keep_count = 20
    }
  }

  cleanup_policies {
    id     = "delete-untagged"
    action = "DELETE"
    condition {
      tag_state  = "UNTAGGED"
      older_than = "2592000s"
    }
  }

  vulnerability_scanning_config {
    enablement_config = "INHERITED"
  }
}

resource "google_artifact_registry_repository_iam_member" "nodes_pull" {
  for_each = google_artifact_registry_repository.this

  location   = each.value.location
  repository = each.value.name
  role       = "roles/artifactregistry.reader"
  member     = module.service_account["gke-nodes"].member
}
