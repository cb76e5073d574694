"""Setting up, starting and installing the product."""
