variable "name" {
  description = "Globally unique name of the bucket."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$", var.name))
    error_message = "name is '${var.name}'; it must be 3 to 63 lower-case letters, digits, '-' or '_'. Choose another."
  }
}

variable "location" {
  description = "Region, dual region or multi-region of the bucket, in upper case."
  type        = string
}

variable "kms_key_id" {
  description = "Key that encrypts new objects, in the same location as the bucket."
  type        = string
}

variable "versioning" {
  description = "Whether an overwritten or deleted object is kept as a noncurrent version."
  type        = bool
  default     = true
}

variable "retention" {
  description = "For how long no object may be changed or deleted, and whether that is locked for ever."
  type        = object({ days = number, locked = bool })
  default     = null

  validation {
    condition     = var.retention == null || try(var.retention.days >= 1, false)
    error_message = "retention is ${try(var.retention.days, 0)} days; a retention holds for at least one day. Give 1 or more, or leave retention out."
  }
}

variable "soft_delete_days" {
  description = "For how many days a deleted object can be restored."
  type        = number
  default     = 7

  validation {
    condition     = var.soft_delete_days == 0 || (var.soft_delete_days >= 7 && var.soft_delete_days <= 90)
    error_message = "soft_delete_days is ${var.soft_delete_days}; Cloud Storage takes 0 or 7 to 90. Choose one of them."
  }
}

variable "turbo_replication" {
  description = "Whether a dual region replicates within 15 minutes instead of within hours."
  type        = bool
  default     = false
}

variable "storage_classes" {
  description = "Storage class => age in days at which objects move to it."
  type        = map(number)
  default     = {}
}

variable "delete_after_days" {
  description = "Age in days at which objects are deleted; null keeps them."
  type        = number
  default     = null
}

variable "noncurrent_days" {
  description = "For how many days a noncurrent version is kept; null keeps it."
  type        = number
  default     = null
}

variable "log_bucket" {
  description = "Bucket that receives the usage logs of this one; null for none."
  type        = string
  default     = null
}

variable "protect" {
  description = "Whether Terraform refuses to destroy the bucket."
  type        = bool
}
