module "private_endpoint" {
  source   = "../../modules/private-endpoint"
  for_each = local.standing

  name             = "${local.prefix}-atlas-${each.value.name}"
  region           = each.value.name
  project          = local.project
  network_id       = var.network.network_id
  subnet_id        = var.network.subnets[each.key].psc
  atlas_project_id = mongodbatlas_project.this.id
  protect          = local.protect
}

# Nothing of ours comes over the internet. A list that names our own ranges closes it for everybody.
resource "mongodbatlas_project_ip_access_list" "this" {
  for_each = merge([
    for where, region in local.standing : { for kind, range in region.cidr : "${where}/${kind}" => range }
  ]...)

  project_id = mongodbatlas_project.this.id
  cidr_block = each.value
  comment    = each.key
}
