"""An organisation-sized history, written in bulk: to see how the portal does with many people. All of them invented."""
