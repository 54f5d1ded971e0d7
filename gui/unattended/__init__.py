"""The unattended interface: what the subcommands do, the standard streams, and the self test."""
