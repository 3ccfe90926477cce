"""Contact in words."""
