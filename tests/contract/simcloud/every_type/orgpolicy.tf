resource "google_org_policy_policy" "p" {
  name   = "projects/crm-golden/policies/iam.disableServiceAccountKeyCreation"
  parent = "projects/crm-golden"
  spec {
    rules { enforce = "TRUE" }
  }
}
