variable "name" {
  description = "Name of the pool, and the value of its nodes' label and taint 'workload'."
  type        = string
}

variable "cluster" {
  description = "Id of the cluster."
  type        = string
}

variable "location" {
  description = "Region of the cluster."
  type        = string
}

variable "zones" {
  description = "Zones in which the nodes stand."
  type        = list(string)
}

variable "machine" {
  description = "Machine type, and size and type of its boot disk."
  type        = object({ type = string, disk_gb = number, disk_type = string })

  validation {
    condition     = var.machine.disk_gb >= 30 && var.machine.disk_gb <= 2000
    error_message = "machine.disk_gb is ${var.machine.disk_gb}; a node's images and logs need 30 GB, and more than 2000 is a mistake. Change disk_gb of the pool."
  }

  validation {
    condition     = contains(["pd-standard", "pd-balanced", "pd-ssd"], var.machine.disk_type)
    error_message = "machine.disk_type is ${var.machine.disk_type}; boot disks are pd-standard, pd-balanced or pd-ssd. Change disk_type of the pool."
  }
}

variable "nodes" {
  description = "Least and most nodes of the whole pool, over all zones."
  type        = object({ min = number, max = number })

  validation {
    condition     = var.nodes.min >= 0 && var.nodes.min <= var.nodes.max && var.nodes.max >= 1
    error_message = "nodes are ${var.nodes.min} to ${var.nodes.max}; the least is not above the most, which is at least 1. Change min_nodes or max_nodes of the pool."
  }
}

variable "max_pods_per_node" {
  description = "Pods on a node at most."
  type        = number
}

variable "tainted" {
  description = "Whether only pods that tolerate workload=<name> are placed here."
  type        = bool
}

variable "spot" {
  description = "Whether Google may take the nodes away at any time, for a lower price."
  type        = bool
}

variable "disk_key" {
  description = "Key of the boot disks, in the cluster's region."
  type        = string
}

variable "service_account" {
  description = "Email of the nodes' account."
  type        = string
}

variable "protect" {
  description = "Whether Terraform refuses to destroy the pool, also where a change of its cluster would."
  type        = bool
}
