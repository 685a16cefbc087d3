"""Everything the plugin does, as Processing algorithms that need no window."""
