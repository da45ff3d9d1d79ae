variable "name" {
  description = "Name of the cluster."
  type        = string
}

variable "location" {
  description = "Region of the cluster: its control plane stands in three zones of it."
  type        = string
}

variable "zones" {
  description = "Zones in which its nodes stand."
  type        = list(string)

  validation {
    condition     = length(var.zones) > 0 && alltrue([for zone in var.zones : startswith(zone, "${var.location}-")])
    error_message = "zones are ${join(", ", var.zones)}; nodes stand in zones of ${var.location}. Name at least one of that region."
  }
}

variable "network" {
  description = "VPC and subnet of the nodes, and the names of its ranges for pods and services."
  type        = object({ id = string, subnet = string, pods_range = string, services_range = string })
}

variable "control_plane" {
  description = "Range of the control plane, and from which ranges of the VPC it is reached by address."
  type        = object({ range = string, sources = map(string) })

  validation {
    condition     = try(tonumber(split("/", var.control_plane.range)[1]) == 28, false)
    error_message = "control_plane.range is ${var.control_plane.range}; GKE takes exactly a /28. Change cidr.control_plane."
  }

  validation {
    condition     = alltrue([for range in values(var.control_plane.sources) : can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", range))])
    error_message = "control_plane.sources are ${join(", ", values(var.control_plane.sources))}; by address the control plane is reached from private ranges only. Everybody else uses the DNS endpoint."
  }
}

variable "max_pods_per_node" {
  description = "Pods on a node at most; each node takes twice as many addresses, rounded up to a power of two."
  type        = number
}

variable "service_account" {
  description = "Email of the nodes' account."
  type        = string
}

variable "keys" {
  description = "Keys of the cluster's own region: secrets in etcd, and boot disks."
  type        = object({ etcd = string, disks = string })

  validation {
    condition     = alltrue([for key in values(var.keys) : strcontains(key, "/locations/${var.location}/")])
    error_message = "keys are ${join(", ", values(var.keys))}; a cluster in ${var.location} takes keys of that location only. Give those of its region."
  }
}

variable "workload_pool" {
  description = "Pool of identities that pods have, like <project>.svc.id.goog."
  type        = string
}

variable "security_group" {
  description = "Group that holds the groups to which Kubernetes roles may be bound."
  type        = string

  validation {
    condition     = startswith(var.security_group, "gke-security-groups@")
    error_message = "security_group is ${var.security_group}; GKE takes only one that is called gke-security-groups. Create it in the organisation's domain."
  }
}

variable "release_channel" {
  description = "Release channel: it decides which Kubernetes runs, and when it is replaced."
  type        = string

  validation {
    condition     = contains(["RAPID", "REGULAR", "STABLE", "EXTENDED"], var.release_channel)
    error_message = "release_channel is ${var.release_channel}; there are RAPID, REGULAR, STABLE and EXTENDED. Change cluster.release_channel."
  }
}

variable "maintenance" {
  description = "Days of the week, begin in UTC and length of the window in which GKE upgrades."
  type        = object({ days = list(string), from = string, hours = number })

  validation {
    condition     = length(var.maintenance.days) > 0 && alltrue([for day in var.maintenance.days : contains(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], day)])
    error_message = "maintenance.days are ${join(", ", var.maintenance.days)}; days are written mon, tue, wed, thu, fri, sat and sun. Name at least one."
  }

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]$", var.maintenance.from))
    error_message = "maintenance.from is '${var.maintenance.from}'; a window begins at a time from 00:00 to 23:59. Write it like 02:00."
  }

  # 32 days hold each day of the week at least four times.
  validation {
    condition     = var.maintenance.hours >= 4 && var.maintenance.hours <= 24 && var.maintenance.hours * length(distinct(var.maintenance.days)) * 4 >= 48
    error_message = "maintenance is ${var.maintenance.hours} hours on ${join(", ", var.maintenance.days)}; GKE asks for windows of at least 4 hours and 48 hours in any 32 days. Give more hours or days."
  }
}

variable "freezes" {
  description = "Times without new minor versions and without changes of nodes, by name."
  type        = map(object({ from = string, to = string }))
  default     = {}

  validation {
    condition     = length(var.freezes) <= 20
    error_message = "freezes are ${join(", ", keys(var.freezes))}; GKE takes 20 at most. Take out those that are over."
  }
}

variable "auto_provisioning" {
  description = "Limits of the whole cluster, pools included, up to which GKE adds pools of its own."
  type        = object({ max_cpus = number, max_memory_gb = number })

  validation {
    condition     = var.auto_provisioning.max_cpus >= 1 && var.auto_provisioning.max_memory_gb >= 1
    error_message = "auto_provisioning is ${var.auto_provisioning.max_cpus} vCPUs and ${var.auto_provisioning.max_memory_gb} GB; both limits are at least 1. Change cluster.auto_provisioning."
  }
}

variable "managed_prometheus" {
  description = "Whether Google's managed Prometheus collects metrics."
  type        = bool
}

variable "protect" {
  description = "Whether Terraform refuses to destroy the cluster."
  type        = bool
}
