"""The demonstration's people and lives. All of them are invented."""
