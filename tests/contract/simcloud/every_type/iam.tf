resource "google_service_account" "nodes" {
  account_id   = "gke-nodes"
  display_name = "GKE nodes"
}

resource "google_project_iam_member" "nodes" {
  project = "crm-golden"
  role    = "roles/container.defaultNodeServiceAccount"
  member  = google_service_account.nodes.member
}

resource "google_iam_workload_identity_pool" "ci" {
  workload_identity_pool_id = "crm-ci"
}

resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.ci.workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  attribute_mapping                  = { "google.subject" = "assertion.sub", "attribute.repository" = "assertion.repository" }
  attribute_condition                = "assertion.repository == 'o/r'"
  oidc { issuer_uri = "https://token.actions.githubusercontent.com" }
}

resource "google_service_account_iam_member" "m" {
  service_account_id = google_service_account.nodes.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "user:a@example.com"
  condition {
    title       = "t"
    expression  = "true"
    description = "d"
  }
}

resource "google_project_iam_custom_role" "role" {
  role_id     = "reader"
  title       = "Reader"
  permissions = ["storage.objects.get"]
}

resource "google_project_iam_member" "custom" {
  project = "crm-golden"
  role    = google_project_iam_custom_role.role.id
  member  = google_service_account.nodes.member
}

resource "google_project_iam_audit_config" "all" {
  project = "crm-golden"
  service = "allServices"
  audit_log_config { log_type = "ADMIN_READ" }
  audit_log_config { log_type = "DATA_READ" }
}

data "google_client_config" "c" {}

data "google_service_account" "s" { account_id = google_service_account.nodes.account_id }

data "google_iam_policy" "p" {
  binding {
    role    = "roles/viewer"
    members = ["user:a@example.com"]
    condition {
      title       = "t"
      expression  = "true"
      description = "d"
    }
  }
}

ephemeral "google_client_config" "c" {}

data "google_client_openid_userinfo" "d" {}

data "google_iam_role" "d" { name = "roles/viewer" }

resource "google_project_iam_binding" "b" {
  project = "crm-golden"
  role    = "roles/browser"
  members = [google_service_account.nodes.member]
}

resource "google_service_account_iam_binding" "b" {
  service_account_id = google_service_account.nodes.id
  role               = "roles/iam.serviceAccountUser"
  members            = ["user:a@example.com"]
}
