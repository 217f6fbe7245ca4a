"""What a worker costs while a thousand requests wait at a slow provider."""
