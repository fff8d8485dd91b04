"""Every message in and out: an outbox that loses nothing, gateways to SMS and mail, and what came back."""
