locals {
  # Releases replace it; Cloud Run creates no service without one.
  first_image = "us-docker.pkg.dev/cloudrun/container/hello"

  # One message is one piece of work. Contacts of one import keep their order; sends need none.
  services = {
    campaign-sends = {
      work    = { cpu = "1", memory = "512Mi", concurrency = 40, timeout_seconds = 60 }
      push    = { deadline_seconds = 90, ordered = false, attempts = 10 }
      secrets = ["mongodb-jobs-password", "twilio-auth-token"]
    }
    contact-import = {
      work    = { cpu = "1", memory = "1Gi", concurrency = 4, timeout_seconds = 540 }
      push    = { deadline_seconds = 600, ordered = true, attempts = 5 }
      secrets = ["mongodb-jobs-password"]
    }
  }

  jobs = {
    ai-scoring = {
      work     = { cpu = "2", memory = "2Gi", timeout_seconds = 3600, retries = 2 }
      schedule = "0 3 * * *"
      secrets  = ["ai-api-key", "mongodb-jobs-password"]
    }
  }

  service_places = merge([
    for where in keys(local.standing) : {
      for name, service in local.services : "${where}/${name}" => { where = where, name = name, service = service }
    }
  ]...)

  job_places = merge([
    for where in keys(local.standing) : {
      for name, job in local.jobs : "${where}/${name}" => { where = where, name = name, job = job }
    }
  ]...)

  # Secrets are named and read when they are needed: one without a value yet stops no revision, and
  # a rotated one needs none.
  variables = {
    for name, workload in merge(local.services, local.jobs) : name => merge(
      { CRM_ENVIRONMENT = var.environment.name, GOOGLE_CLOUD_PROJECT = local.project },
      {
        for secret in workload.secrets :
        "${upper(replace(secret, "-", "_"))}_SECRET" => var.foundation.secret_ids[secret]
      },
    )
  }
}

module "service" {
  source   = "../../modules/event-service"
  for_each = local.service_places

  name        = each.value.name
  region      = local.standing[each.value.where].region
  account     = var.foundation.service_accounts[each.value.name]
  invoker     = var.foundation.service_accounts["events"]
  first_image = local.first_image
  variables   = local.variables[each.value.name]
  work        = each.value.service.work
  protect     = local.protect

  network = {
    id     = var.network.network_id
    subnet = local.standing[each.value.where].subnet.nodes
  }

  # Those of the primary region stay warm when another receives: a failover changes nothing in a
  # region that is lost.
  instances = {
    min = each.value.where == "primary" || local.standing[each.value.where].active ? var.environment.serverless.min_instances : 0
    max = var.environment.serverless.max_instances
  }

  depends_on = [google_binary_authorization_policy.this]
}

module "job" {
  source   = "../../modules/event-job"
  for_each = local.job_places

  name        = each.value.name
  region      = local.standing[each.value.where].region
  account     = var.foundation.service_accounts[each.value.name]
  invoker     = var.foundation.service_accounts["scheduler"]
  first_image = local.first_image
  variables   = local.variables[each.value.name]
  work        = each.value.job.work
  protect     = local.protect

  network = {
    id     = var.network.network_id
    subnet = local.standing[each.value.where].subnet.nodes
  }

  depends_on = [google_binary_authorization_policy.this]
}
