variable "name" {
  description = "Name of the job."
  type        = string
}

variable "region" {
  description = "Region of the job."
  type        = string
}

variable "account" {
  description = "Email of the account as which it runs."
  type        = string
}

variable "invoker" {
  description = "Email of the only account that may start it."
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
  description = "What the task is made of, how long it may take and how often it is tried again."
  type        = object({ cpu = string, memory = string, timeout_seconds = number, retries = number })
}

variable "protect" {
  description = "Whether Terraform refuses to destroy the job."
  type        = bool
}
