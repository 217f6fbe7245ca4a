"""Who works on a project, until when, under which tags; many projects at once; filters that people keep."""
