"""Demo data: one meeting running now, one in preparation, one over; made by the product's own commands."""
