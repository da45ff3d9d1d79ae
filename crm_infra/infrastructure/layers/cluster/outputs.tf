output "clusters" {
  description = "Region (primary, recovery where it stands) => its cluster, node pools and backup plan."
  value = {
    for where, cluster in module.cluster : where => {
      name           = cluster.name
      id             = cluster.id
      location       = cluster.location
      node_locations = cluster.node_locations
      dns_endpoint   = cluster.dns_endpoint
      workload_pool  = cluster.workload_pool
      pools          = sort([for key, pool in module.pool : pool.name if local.pools[key].where == where])
      backup_plan    = module.backup[where].id
    }
  }
}

output "event_topics" {
  description = "Kind of event => id of the topic to which it is published."
  value       = { for name, topic in module.topic : name => topic.id }
}

output "jobs" {
  description = "Job, with the suffix -recovery for the one that waits there => its id and region."
  value = {
    for key, place in local.job_places :
    join("-", compact([place.name, place.where == "primary" ? "" : place.where])) => {
      id     = module.job[key].id
      region = local.standing[place.where].region
    }
  }
}

output "services" {
  description = "Service, with the suffix -recovery for the one that waits there => its id, address and region."
  value = {
    for key, place in local.service_places :
    join("-", compact([place.name, place.where == "primary" ? "" : place.where])) => {
      id     = module.service[key].id
      uri    = module.service[key].uri
      region = local.standing[place.where].region
    }
  }
}

output "workload_identity_pool" {
  description = "Pool of identities that pods of all clusters of the environment have."
  value       = module.cluster["primary"].workload_pool
}
