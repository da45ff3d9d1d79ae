locals {
  weekdays = [["mon", "MO"], ["tue", "TU"], ["wed", "WE"], ["thu", "TH"], ["fri", "FR"], ["sat", "SA"], ["sun", "SU"]]
  days     = [for day in local.weekdays : day[1] if contains(var.maintenance.days, day[0])]

  # Only the time of day counts: the window recurs since a day that is long over.
  window = {
    start      = "2026-01-01T${var.maintenance.from}:00Z"
    end        = timeadd("2026-01-01T${var.maintenance.from}:00Z", "${var.maintenance.hours}h")
    recurrence = "FREQ=WEEKLY;BYDAY=${join(",", local.days)}"
  }
}
