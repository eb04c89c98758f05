"""What the functions share: domain, use cases, and the adapters of everything outside."""
