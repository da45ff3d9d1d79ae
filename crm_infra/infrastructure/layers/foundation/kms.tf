locals {
  # What is locked for ever must stay readable: its keys outlive a destroy with it.
  keep_locked = var.environment.protection.lock_retention

  regional_keys = {
    # Atlas encrypts with it as an account of its own, which only the layer databases comes to know.
    atlas   = { users = {} }
    backup  = { users = { gkebackup = local.agents.gkebackup } }
    disks   = { users = { compute = local.agents.compute } }
    gke     = { users = { container = local.agents.container } }
    logging = { users = { logging = local.agents.logging }, keep = local.keep_locked }
    redis   = { users = { redis = local.agents.redis } }
    secrets = { users = { secretmanager = local.agents.secretmanager } }
  }

  # A key must lie where the data lies: dual-region buckets and multi-region services have their own.
  key_locations = {
    primary  = { location = var.environment.regions.primary.name, keys = local.regional_keys }
    recovery = { location = var.environment.regions.recovery.name, keys = local.regional_keys }
    dual     = { location = "nam4", keys = { storage = { users = { storage = local.agents.storage }, keep = local.keep_locked } } }
    multi = {
      location = "us"
      keys = {
        messaging = { users = { pubsub = local.agents.pubsub } }
        registry  = { users = { artifactregistry = local.agents.artifactregistry } }
      }
    }
  }
}

module "kms" {
  source   = "../../modules/kms-location"
  for_each = local.key_locations

  location  = each.value.location
  ring_name = "${local.prefix}-${local.suffix}"
  keys      = each.value.keys
  protect   = local.protect

  depends_on = [google_project_service.enabled]
}
