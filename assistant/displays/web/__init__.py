"""The page: one small app in the browser, served to this machine alone; plain HTML, CSS and ES modules in `static`."""
