"""What is known of the newspapers: families of sites and sources, as TOML data."""
