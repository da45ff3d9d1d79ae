# Pods become Google accounts by the name of their Kubernetes account, in either region's cluster.
resource "google_service_account_iam_member" "pods" {
  for_each = toset(["backend", "frontend"])

  service_account_id = "projects/${local.project}/serviceAccounts/${var.foundation.service_accounts[each.key]}"
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:${module.cluster["primary"].workload_pool}[${local.namespace}/${each.key}]"
}

locals {
  namespace = "crm"
}
