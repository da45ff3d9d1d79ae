variable "location" {
  description = "Cloud KMS location that holds the ring: a region, a dual region or a multi-region."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+(-[a-z]+[0-9]+)?[0-9]*$", var.location))
    error_message = "location is '${var.location}'; Cloud KMS locations are written in lower case, like us-central1, nam4 or us. Write it so."
  }
}

variable "ring_name" {
  description = "Name of the key ring. It stays taken for ever in this location, even after a destroy."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,63}$", var.ring_name))
    error_message = "ring_name is '${var.ring_name}'; it must be 1 to 63 letters, digits, '_' or '-'. Choose another name."
  }
}

variable "keys" {
  description = "Keys by name: the members that may encrypt and decrypt with it, and whether a destroy leaves it standing because locked data needs it."
  type        = map(object({ users = map(string), keep = optional(bool, false) }))
}

variable "rotation_period" {
  description = "Time after which a new key version is made, in seconds with the suffix 's'."
  type        = string
  default     = "7776000s"

  validation {
    condition     = try(tonumber(trimsuffix(var.rotation_period, "s")), 0) >= 86400 && try(tonumber(trimsuffix(var.rotation_period, "s")), 0) <= 7776000
    error_message = "rotation_period is '${var.rotation_period}'; keys rotate at least every 90 days and at most daily. Give 86400s to 7776000s."
  }
}

variable "protect" {
  description = "Whether Terraform refuses to destroy the keys (and with them everything they encrypt)."
  type        = bool
}
