variable "name" {
  description = "Name of the service."
  type        = string
}

variable "region" {
  description = "Region of the service."
  type        = string
}

variable "account" {
  description = "Email of the account as which it runs."
  type        = string
}

variable "invoker" {
  description = "Email of the only account that may call it."
  type        = string
}

variable "network" {
  description = "VPC and subnet through which everything leaves that it sends."
  type        = object({ id = string, subnet = string })
}

variable "first_image" {
  description = "Image with which it is created; every later one comes with a release."
  type        = string
}

variable "variables" {
  description = "Environment variables. Secrets are named here, never given."
  type        = map(string)
}

variable "work" {
  description = "What one instance is made of, how many requests it takes at a time and how long one may take."
  type        = object({ cpu = string, memory = string, concurrency = number, timeout_seconds = number })
}

variable "instances" {
  description = "Least and most instances."
  type        = object({ min = number, max = number })

  validation {
    condition     = var.instances.min >= 0 && var.instances.min <= var.instances.max && var.instances.max >= 1 && var.instances.max <= 100
    error_message = "instances are ${var.instances.min} to ${var.instances.max}; the least is not above the most, which is 1 to 100. Change min_instances or max_instances."
  }
}

variable "protect" {
  description = "Whether Terraform refuses to destroy the service."
  type        = bool
}
