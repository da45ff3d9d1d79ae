"""Pictures of what stands, as SVG: one file per layer that has one, and the canvas they draw on."""
