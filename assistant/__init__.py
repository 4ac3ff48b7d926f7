"""What stands on the knowledge base: conversation, troubleshooting, sessions and the front ends."""
