locals {
  # Grants on one resource stand beside that resource; here are only those on the whole project.
  service_accounts = {
    gke-nodes = {
      display_name = "GKE nodes"
      roles        = { node = "roles/container.defaultNodeServiceAccount" }
    }
    frontend = {
      display_name = "Frontend pods"
      roles        = { trace = "roles/cloudtrace.agent" }
    }
    backend = {
      display_name = "Backend pods"
      roles        = { trace = "roles/cloudtrace.agent" }
    }
    contact-import = {
      display_name = "Cloud Run: import of contacts"
      roles        = { trace = "roles/cloudtrace.agent" }
    }
    campaign-sends = {
      display_name = "Cloud Run: sends of campaigns"
      roles        = { trace = "roles/cloudtrace.agent" }
    }
    ai-scoring = {
      display_name = "Cloud Run: scoring by AI"
      roles        = { trace = "roles/cloudtrace.agent" }
    }
    events = {
      display_name = "Pub/Sub, which pushes events to Cloud Run"
      roles        = {}
    }
    scheduler = {
      display_name = "Cloud Scheduler, which starts the jobs"
      roles        = {}
    }
    backup = {
      display_name = "Writer of backups"
      roles        = {}
    }
    rotation = {
      display_name = "Rotator of secrets"
      roles        = {}
    }
    ci-plan = {
      display_name = "CI: plans, changes nothing"
      roles        = { planner = google_project_iam_custom_role.planner.id }
    }
    ci-apply = {
      display_name = "CI: applies what was approved"
      roles        = { deployer = google_project_iam_custom_role.deployer.id }
    }
  }

  service_account_users = merge(
    { for name in keys(local.service_accounts) : name => {} },
    {
      events   = { pubsub = { role = "roles/iam.serviceAccountTokenCreator", member = local.agents.pubsub } }
      ci-plan  = { github = { role = "roles/iam.workloadIdentityUser", member = local.github_plan } }
      ci-apply = { github = { role = "roles/iam.workloadIdentityUser", member = local.github_apply } }
    },
  )
}

module "service_account" {
  source   = "../../modules/service-account"
  for_each = local.service_accounts

  account_id    = "${local.prefix}-${each.key}"
  display_name  = each.value.display_name
  project       = local.project
  project_roles = each.value.roles
  users         = local.service_account_users[each.key]

  depends_on = [google_project_service.enabled]
}

# Attaching an account to a machine or a job needs the right to act as it, on that account alone.
resource "google_service_account_iam_member" "deployer_attaches" {
  for_each = toset([
    "gke-nodes", "contact-import", "campaign-sends", "ai-scoring", "events", "scheduler", "rotation",
  ])

  service_account_id = module.service_account[each.key].name
  role               = "roles/iam.serviceAccountUser"
  member             = module.service_account["ci-apply"].member
}
