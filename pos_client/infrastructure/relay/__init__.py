"""The shop's relay over PostgreSQL. Imported only where the settings name one."""
