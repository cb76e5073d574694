"""What crosses capabilities: end to end, faults, conformance. Unit tests sit beside their code."""
