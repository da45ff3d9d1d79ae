# Google's own accounts that work on our behalf. Reading the two data sources makes Google create
# the account; the others exist once their API has been enabled and the agent was asked for.
data "google_storage_project_service_account" "agent" {
  depends_on = [google_project_service.base]
}

data "google_logging_project_cmek_settings" "agent" {
  project = local.project

  depends_on = [google_project_service.base]
}

locals {
  agent_domains = {
    artifactregistry = "gcp-sa-artifactregistry"
    compute          = "compute-system"
    container        = "container-engine-robot"
    gkebackup        = "gcp-sa-gkebackup"
    pubsub           = "gcp-sa-pubsub"
    redis            = "cloud-redis"
    secretmanager    = "gcp-sa-secretmanager"
  }

  agents = merge(
    {
      for agent, domain in local.agent_domains :
      agent => "serviceAccount:service-${var.environment.project.number}@${domain}.iam.gserviceaccount.com"
    },
    {
      storage = "serviceAccount:${data.google_storage_project_service_account.agent.email_address}"
      logging = "serviceAccount:${data.google_logging_project_cmek_settings.agent.service_account_id}"
    },
  )
}
