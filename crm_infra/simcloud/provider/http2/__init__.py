"""gRPC's unary calls over HTTP/2 on a Unix socket: as much of RFC 9113 as Terraform's client needs.

``Session`` serves one connection in the thread that reads it. The usual gRPC server passes every
message through five threads, which for calls as short as ours costs more than what they do; and it
cannot tell one Unix connection from another (ADR 0085). Nothing here knows Terraform's protocol.
"""
