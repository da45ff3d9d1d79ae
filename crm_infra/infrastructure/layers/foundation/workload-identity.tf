locals {
  # Who may plan: any workflow of the repository. Who may apply: only one that runs on the protected
  # branch, in the GitHub environment of the same name.
  github_main   = "refs/heads/${var.environment.ci.branch}"
  github_set    = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.github.name}"
  github_plan   = "${local.github_set}/attribute.repository_id/${var.environment.ci.repository_id}"
  github_apply  = "${local.github_set}/attribute.deployment/${local.github_deploy}"
  github_deploy = "${var.environment.ci.repository_id}:${local.github_main}:${var.environment.name}"

  github_environment = "(\"environment\" in assertion ? assertion.environment : \"\")"
}

resource "google_iam_workload_identity_pool" "github" {
  workload_identity_pool_id = "github-${local.suffix}"
  display_name              = "GitHub Actions"

  depends_on = [google_project_service.enabled]
}

resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.github.workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  display_name                       = "GitHub Actions"

  attribute_mapping = {
    "google.subject"          = "assertion.sub"
    "attribute.repository_id" = "assertion.repository_id"
    "attribute.deployment"    = "assertion.repository_id + \":\" + assertion.ref + \":\" + ${local.github_environment}"
  }

  # Numeric id: a repository's name can be given up and taken by somebody else, its id cannot.
  attribute_condition = join(" && ", [
    "assertion.repository_id == \"${var.environment.ci.repository_id}\"",
    "(assertion.ref == \"${local.github_main}\" || assertion.event_name == \"pull_request\")",
    "(${local.github_environment} in [\"\", \"${var.environment.name}\"])",
  ])

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}
