ephemeral "random_password" "p" { length = 20 }

ephemeral "random_bytes" "p" { length = 20 }

resource "random_id" "i" { byte_length = 4 }

resource "random_string" "s" { length = 8 }

resource "random_password" "s" { length = 8 }

resource "random_pet" "p" {}

resource "random_uuid" "u" {}

resource "random_uuid4" "u" {}

resource "random_uuid7" "u" {}

resource "random_shuffle" "s" { input = ["a", "b", "c"] }

resource "random_bytes" "b" { length = 8 }

resource "random_integer" "i" {
  min = 1
  max = 5
}
