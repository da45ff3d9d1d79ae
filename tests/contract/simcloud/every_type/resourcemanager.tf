data "google_project" "p" {}

resource "google_project" "p" {
  name            = "CRM preview"
  project_id      = "crm-preview"
  org_id          = "123456789012"
  deletion_policy = "DELETE"
}
