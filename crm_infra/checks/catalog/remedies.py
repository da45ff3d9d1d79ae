"""Remedies that several checks share."""

APPLY = "Materialize the layer: it puts back what the HCL says"
FILE = "Change the environment's file, then materialize the layer"
