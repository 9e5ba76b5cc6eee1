"""The commands, a file for each group; `service.cli` says which is where. They ask, print, and decide nothing."""
