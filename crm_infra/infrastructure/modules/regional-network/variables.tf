variable "name" {
  description = "Prefix of every name in the region."
  type        = string
}

variable "network_id" {
  description = "VPC in which the subnets lie."
  type        = string
}

variable "region" {
  description = "Region of the subnets, the router and NAT."
  type        = string
}

variable "cidr" {
  description = "Ranges of the region: nodes with pods and services, endpoints (PSC) and managed proxies."
  type = object({
    nodes      = string
    pods       = string
    services   = string
    psc        = string
    proxy_only = string
  })

  validation {
    condition     = alltrue([for range in values(var.cidr) : can(cidrnetmask(range)) && try(cidrsubnet(range, 0, 0) == range, false)])
    error_message = "cidr is ${jsonencode(var.cidr)}; each must be an IPv4 range without host bits. Write the network address, like 10.0.0.0/20."
  }

  validation {
    condition     = try(tonumber(split("/", var.cidr.proxy_only)[1]) <= 26, false)
    error_message = "cidr.proxy_only is ${var.cidr.proxy_only}; a proxy-only subnet needs at least a /26. Give a larger range."
  }
}

variable "nat" {
  description = "How many static addresses NAT has and how many ports it gives to each machine."
  type        = object({ addresses = number, min_ports = number, max_ports = number })

  validation {
    condition     = var.nat.addresses >= 1 && var.nat.addresses <= 16 && floor(var.nat.addresses) == var.nat.addresses
    error_message = "nat.addresses is ${var.nat.addresses}; NAT with static addresses needs 1 to 16 whole ones. Change nat_addresses."
  }

  validation {
    condition     = alltrue([for ports in [var.nat.min_ports, var.nat.max_ports] : contains([32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536], ports)]) && var.nat.min_ports < var.nat.max_ports
    error_message = "nat ports are ${var.nat.min_ports} to ${var.nat.max_ports}; dynamic allocation takes powers of two from 32, the minimum below the maximum. Change nat_min_ports or nat_max_ports."
  }
}

variable "flow_logs" {
  description = "Share of the flows that is logged and the interval over which they are summed."
  type        = object({ sampling = number, interval = string })

  validation {
    condition     = var.flow_logs.sampling > 0 && var.flow_logs.sampling <= 1
    error_message = "flow_logs.sampling is ${var.flow_logs.sampling}; it is a share above 0 and up to 1. Change flow_log_sampling."
  }

  validation {
    condition     = contains(["INTERVAL_30_SEC", "INTERVAL_1_MIN", "INTERVAL_5_MIN", "INTERVAL_10_MIN", "INTERVAL_15_MIN"], var.flow_logs.interval)
    error_message = "flow_logs.interval is ${var.flow_logs.interval}; flows are summed over 30 seconds or more, because 5 seconds cost several times as much. Choose INTERVAL_30_SEC or longer."
  }
}

variable "protect" {
  description = "Whether Terraform refuses to destroy the subnets and the addresses that others have on their lists."
  type        = bool
}
