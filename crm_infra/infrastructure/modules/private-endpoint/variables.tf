variable "name" {
  description = "Name of the address and of the endpoint in the VPC."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", var.name))
    error_message = "name is '${var.name}'; it must be 1 to 63 lower-case letters, digits and '-', and begin with a letter. Choose another."
  }
}

variable "region" {
  description = "Google's name of the region: Atlas offers the service there, and the VPC has a subnet there."
  type        = string
}

variable "project" {
  description = "Google project that holds the endpoint."
  type        = string
}

variable "network_id" {
  description = "VPC from which Atlas is reached."
  type        = string
}

variable "subnet_id" {
  description = "Subnet of the region from which the endpoint takes its address."
  type        = string

  validation {
    condition     = strcontains(var.subnet_id, "/regions/${var.region}/")
    error_message = "subnet_id is '${var.subnet_id}'; the endpoint needs a subnet of its own region, ${var.region}. Give the one of that region."
  }
}

variable "atlas_project_id" {
  description = "Atlas project that is reached."
  type        = string
}

variable "protect" {
  description = "Whether Terraform refuses to destroy the address and the endpoint."
  type        = bool
}
