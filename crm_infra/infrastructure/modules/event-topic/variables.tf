variable "name" {
  description = "Name of the topic and of its subscription; dead letters have the same with a suffix."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,60}$", var.name)) && !startswith(var.name, "goog")
    error_message = "name is '${var.name}'; topics have 3 to 61 lower-case letters, digits and '-', and do not begin with goog. Choose another."
  }
}

variable "key" {
  description = "Key of the messages."
  type        = string
}

variable "regions" {
  description = "Regions in which messages may be kept."
  type        = list(string)
}

variable "publishers" {
  description = "Who may publish: account => its email."
  type        = map(string)
}

variable "agent" {
  description = "Pub/Sub's own account in the project, as an IAM member."
  type        = string
}

variable "push" {
  description = "Where messages are pushed and as which account, how long one may take, whether those with one key keep their order, and after how many attempts one is given up."
  type = object({
    endpoint         = string
    account          = string
    deadline_seconds = number
    ordered          = bool
    attempts         = number
  })

  validation {
    condition     = var.push.deadline_seconds >= 10 && var.push.deadline_seconds <= 600
    error_message = "push.deadline_seconds is ${var.push.deadline_seconds}; Pub/Sub waits 10 to 600 seconds for an answer. Longer work belongs into a job."
  }

  validation {
    condition     = var.push.attempts >= 5 && var.push.attempts <= 100
    error_message = "push.attempts is ${var.push.attempts}; Pub/Sub gives a message up after 5 to 100 attempts. Change it."
  }
}

variable "protect" {
  description = "Whether Terraform refuses to destroy the topics and subscriptions, and with them what is in flight."
  type        = bool
}
