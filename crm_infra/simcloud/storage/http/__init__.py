"""How the Cloud Storage API is spoken over HTTP/1.1: the wire, the routes, one file per family.

A call reads the request, asks the rules in the folder above inside one transaction and answers.
Rules do not belong here.
"""
