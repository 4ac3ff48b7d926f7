"""The console in a browser: an HTTP server that starts a console for each tab and carries its terminal there.

Nothing outside imports it but the command `naze serve`. It knows nothing of the console but how to start it, and
needs the extra `naze[web]`.
"""
